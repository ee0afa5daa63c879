import { FilePlus2 } from 'lucide-react';
import { useState } from 'react';
import { useMe } from '../api/identity-queries.ts';
import { useBlocks } from '../api/service-state.tsx';
import { classNames } from '../lib/class-names.ts';
import { useFirstRunWords } from '../messages/use-first-run-words.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import type { FileWithPath } from '../uploads/collect-files.ts';
import { filesOfDrop, filesOfInput } from '../uploads/collect-files.ts';
import { useUploadStore } from '../uploads/upload-context.ts';
import { useNamedCollection } from './use-named-collection.ts';

/** Takes files and folders of this computer into the collection of that name. */
export function DropFiles({ collection }: { readonly collection: string }) {
  const words = useFirstRunWords().folder;
  const store = useUploadStore();
  const named = useNamedCollection();
  const maxUploadBytes = useMe().data?.capabilities.maxUploadBytes ?? Number.POSITIVE_INFINITY;
  const [isOver, setOver] = useState(false);
  const blocked = useBlocks().upload;
  const canTake = collection.trim() !== '' && blocked === null;
  const take = (files: readonly FileWithPath[]) => {
    if (files.length === 0 || !canTake) return;
    // What went wrong is shown below; nothing was sent then.
    void named.find(collection).then(
      (found) => store.add(files, found, maxUploadBytes),
      () => undefined,
    );
  };
  return (
    <>
      <div
        data-drop-zone
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void filesOfDrop(event.dataTransfer).then(take);
        }}
        className={classNames(
          'flex flex-col items-center gap-3 rounded-box border border-dashed px-6 py-8 text-center',
          isOver ? 'border-accent bg-accent-soft' : 'border-line-strong',
        )}
      >
        <FilePlus2 aria-hidden className="size-7 text-faint" strokeWidth={1.5} />
        <p className="text-soft">{words.drop}</p>
        <label className="inline-flex h-9 cursor-pointer items-center rounded-box border border-line-strong bg-sheet px-3.5 text-ui font-medium focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-accent hover:bg-hover">
          {words.files}
          <input
            type="file"
            name="files"
            multiple
            disabled={!canTake || named.isWorking}
            className="sr-only"
            onChange={(event) => {
              take(filesOfInput(event.target.files));
              event.target.value = '';
            }}
          />
        </label>
      </div>
      {named.error !== null && <FailureNote error={named.error} />}
    </>
  );
}
