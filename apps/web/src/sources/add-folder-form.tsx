import { useState } from 'react';
import { useCollections } from '../api/document-queries.ts';
import { useAddFolder } from '../api/source-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { Field } from '../ui/field.tsx';
import { SelectField } from '../ui/select-field.tsx';

/** The folder, the collection that it goes into, and what is left out. */
export function AddFolderForm() {
  const words = useMessages().sources;
  const collections = useCollections().data?.items ?? [];
  const [path, setPath] = useState('');
  const [ignore, setIgnore] = useState('');
  const [chosenId, setChosenId] = useState<string | null>(null);
  const collectionId = chosenId ?? collections[0]?.id ?? '';
  const add = useAddFolder(() => {
    setPath('');
    setIgnore('');
  });
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate({ path: path.trim(), collectionId, ignore: patternsOf(ignore) });
      }}
    >
      <Field
        label={words.path}
        hint={words.pathHint}
        name="folder"
        autoComplete="off"
        spellCheck={false}
        required
        placeholder="/srv/handbook"
        value={path}
        onChange={(event) => setPath(event.target.value)}
      />
      <div className="grid grid-cols-1 gap-4 tablet:grid-cols-2">
        <div className="flex flex-col gap-1">
          <span className="text-small font-medium text-soft">{words.collection}</span>
          <SelectField
            label={words.collection}
            value={collectionId}
            options={collections.map(({ id, name }) => ({ value: id, text: name }))}
            onChange={setChosenId}
          />
        </div>
        <Field
          label={words.ignore}
          hint={words.ignoreHint}
          name="ignore"
          autoComplete="off"
          spellCheck={false}
          placeholder="drafts/, *.bak"
          value={ignore}
          onChange={(event) => setIgnore(event.target.value)}
        />
      </div>
      <div className="flex justify-end">
        <Button type="submit" look="primary" disabled={add.isPending || collectionId === ''}>
          {words.submit}
        </Button>
      </div>
      {add.error !== null && <FailureNote error={add.error} />}
    </form>
  );
}

function patternsOf(text: string): string[] {
  return text
    .split(',')
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '');
}
