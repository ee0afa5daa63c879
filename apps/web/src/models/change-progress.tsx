import type { EmbeddingIndexView } from '@carrel/contract';
import { useEmbeddingAct } from '../api/index-queries.ts';
import { useFormat, useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { GateFigures } from './gate-figures.tsx';
import { indexName } from './index-name.ts';

/** A change of the embedding model: how far it is, its figures, and what can be done. */
export function ChangeProgress({ change }: { readonly change: EmbeddingIndexView }) {
  const words = useMessages().index.embedding;
  const format = useFormat();
  const letServe = useEmbeddingAct('switch');
  const cancel = useEmbeddingAct('cancel');
  const failure = letServe.error ?? cancel.error;
  const { done, total } = change.progress;
  const isCounting = change.state === 'filling' && total > 0;
  const canSwitch = change.state === 'ready' && !change.isAutomatic;
  const step = isCounting ? words.filling(format.number(done), format.number(total)) : words.steps[change.state];
  return (
    <div className="flex flex-col gap-3 border-t border-line pt-4">
      <p className="text-ui" role="status">
        <strong className="font-semibold break-words">{indexName(change, words.names)}</strong>
        <span className="text-soft"> · {canSwitch ? words.waits : step}</span>
      </p>
      {change.state !== 'ready' && <ProgressBar label={words.progress} share={isCounting ? done / total : null} />}
      {change.problem !== null && <p className="text-ui text-danger">{change.problem.text}</p>}
      {change.gate !== null && <GateFigures gate={change.gate} />}
      <div className="flex justify-end gap-2">
        <Button size="small" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
          {words.cancel}
        </Button>
        {canSwitch && (
          <Button size="small" look="primary" disabled={letServe.isPending} onClick={() => letServe.mutate()}>
            {words.letServe}
          </Button>
        )}
      </div>
      {failure !== null && <FailureNote error={failure} />}
    </div>
  );
}
