import type { CollectionView } from '@carrel/contract';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useMe } from '../api/identity-queries.ts';
import { useAddress } from '../shell/use-address.ts';
import type { FileWithPath } from '../uploads/collect-files.ts';
import { useUploadStore } from '../uploads/upload-context.ts';
import { ChooseCollectionDialog } from './choose-collection-dialog.tsx';
import { NewCollectionDialog } from './new-collection-dialog.tsx';

interface AddFilesInput {
  readonly collections: readonly CollectionView[];
  /** The collection that is shown, or the only one; null: the person is asked. */
  readonly chosen: CollectionView | null;
  readonly isCreating: boolean;
  readonly onCreatingEnd: () => void;
}

/** Brings files on their way: at once where the collection is clear, else after asking; a first collection is made on the way. */
export function useAddFiles({ collections, chosen, isCreating, onCreatingEnd }: AddFilesInput): {
  readonly addFiles: (files: readonly FileWithPath[]) => void;
  readonly dialog: ReactNode;
} {
  const store = useUploadStore();
  const address = useAddress();
  const maxSizeBytes = useMe().data?.capabilities.maxUploadBytes ?? Number.POSITIVE_INFINITY;
  const [waiting, setWaiting] = useState<readonly FileWithPath[]>([]);

  const send = (files: readonly FileWithPath[], collection: CollectionView) => {
    if (files.length > 0) store.add(files, collection, maxSizeBytes);
    setWaiting([]);
  };
  const addFiles = (files: readonly FileWithPath[]) => {
    if (files.length === 0) return;
    if (chosen) send(files, chosen);
    else setWaiting(files);
  };
  const onCreated = (collection: CollectionView) => {
    onCreatingEnd();
    if (waiting.length > 0) send(waiting, collection);
    else address.push({ in: collection.id });
  };
  const cancel = () => {
    onCreatingEnd();
    setWaiting([]);
  };

  if (isCreating || (waiting.length > 0 && collections.length === 0))
    return { addFiles, dialog: <NewCollectionDialog onCreated={onCreated} onClose={cancel} /> };
  if (waiting.length > 0)
    return {
      addFiles,
      dialog: (
        <ChooseCollectionDialog
          collections={collections}
          fileCount={waiting.length}
          onChoose={(collection) => send(waiting, collection)}
          onClose={cancel}
        />
      ),
    };
  return { addFiles, dialog: null };
}
