import { useState } from 'react';
import { useAddFolder } from '../api/source-queries.ts';
import { useFirstRunWords } from '../messages/use-first-run-words.ts';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { Field } from '../ui/field.tsx';
import { useNamedCollection } from './use-named-collection.ts';

/** Follows a folder of the server into the collection of that name. */
export function WatchFolder({ collection }: { readonly collection: string }) {
  const words = useFirstRunWords().folder;
  const named = useNamedCollection();
  const [path, setPath] = useState('');
  const [watched, setWatched] = useState<string | null>(null);
  const add = useAddFolder(() => {
    setWatched(path.trim());
    setPath('');
  });
  const submit = async () => {
    const found = await named.find(collection);
    add.mutate({ path: path.trim(), collectionId: found.id, ignore: [] });
  };
  const error = named.error ?? add.error;
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        // Why it failed is shown below.
        submit().catch(() => undefined);
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
      <div>
        <Button type="submit" disabled={add.isPending || named.isWorking || collection.trim() === ''}>
          {words.watch}
        </Button>
      </div>
      {watched !== null && (
        <p role="status" className="text-accent">
          {words.watched(watched)}
        </p>
      )}
      {error !== null && <FailureNote error={error} />}
    </form>
  );
}
