import type { SourceView } from '@carrel/contract';
import { useState } from 'react';
import { type SourceAct, useSourceAct } from '../api/source-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SourceActs } from './source-acts.tsx';
import { SourceFailures } from './source-failures.tsx';
import { SourceRunLine } from './source-run-line.tsx';
import { SourceWarning } from './source-warning.tsx';

/** One watched folder: how its last run went, what can be done, and why files failed. */
export function SourceRow({ source }: { readonly source: SourceView }) {
  const words = useMessages().sources;
  const act = useSourceAct(source);
  const [asked, setAsked] = useState<'remove' | 'confirm' | null>(null);
  const carryOut = (chosen: SourceAct) => act.mutate(chosen, { onSuccess: () => setAsked(null) });
  return (
    <li className="flex flex-col gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-52">
          <p className="truncate text-ui font-medium" title={source.path}>
            {source.name}
          </p>
          <p className="text-small text-faint">
            {source.collectionName} · {words.state[source.state]}
          </p>
        </div>
        <SourceActs acts={source.state === 'active' ? ['run', 'pause'] : ['resume']} isWorking={act.isPending} onAct={carryOut}>
          <Button size="small" look="plain" onClick={() => setAsked('remove')}>
            {words.acts.remove}
          </Button>
        </SourceActs>
      </div>
      <SourceRunLine source={source} />
      <SourceWarning run={source.lastRun} onConfirm={() => setAsked('confirm')} />
      <SourceFailures source={source} />
      {act.error !== null && asked === null && <FailureNote error={act.error} />}
      {asked !== null && (
        <ConfirmDialog
          title={asked === 'remove' ? words.removeTitle : words.confirmTitle}
          action={words.acts[asked]}
          isWorking={act.isPending}
          error={act.error}
          onConfirm={() => carryOut(asked)}
          onClose={() => setAsked(null)}
        >
          {asked === 'remove' ? words.removeBody(source.name) : words.confirmBody}
        </ConfirmDialog>
      )}
    </li>
  );
}
