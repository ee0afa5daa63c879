import type { EmbeddingIndexView } from '@carrel/contract';
import { useState } from 'react';
import { useModels } from '../api/identity-queries.ts';
import { useChangeEmbedding } from '../api/index-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SelectField } from '../ui/select-field.tsx';

const builtin = 'builtin';

/** Begins to use another embedding model that is on this machine. */
export function ChangeForm({ serving }: { readonly serving: EmbeddingIndexView }) {
  const words = useMessages().index.embedding;
  const models = useModels().data?.items ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [isAutomatic, setAutomatic] = useState(true);
  const change = useChangeEmbedding();
  const installed = models
    .filter(({ role, state }) => role === 'embed' && state !== 'failed' && state !== 'remote')
    .map(({ name }) => name);
  const options = [
    ...(serving.setting === builtin ? [] : [{ value: builtin, text: words.names.builtin }]),
    ...installed.filter((name) => name !== serving.setting && name !== serving.model?.name).map((name) => ({ value: name, text: name })),
  ];
  const model = chosen ?? options[0]?.value ?? '';
  if (options.length === 0) return <p className="text-ui text-soft">{words.noOther}</p>;
  return (
    <form
      className="flex flex-col gap-3 border-t border-line pt-4"
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate({ model, isAutomatic });
      }}
    >
      <div className="flex flex-col gap-1">
        <span className="text-small font-medium text-soft">{words.other}</span>
        <SelectField label={words.other} value={model} options={options} onChange={setChosen} />
      </div>
      <label className="flex items-center gap-2 text-ui">
        <input
          type="checkbox"
          checked={isAutomatic}
          onChange={(event) => setAutomatic(event.target.checked)}
          className="size-4 accent-accent-ground"
        />
        {words.automatic}
      </label>
      <p className="text-small text-faint">{words.cost}</p>
      <div className="flex justify-end">
        <Button type="submit" look="primary" disabled={change.isPending || model === ''}>
          {words.begin}
        </Button>
      </div>
      {change.error !== null && <FailureNote error={change.error} />}
    </form>
  );
}
