import type { CollectionView } from '@carrel/contract';
import { useMessages } from '../messages/language.tsx';
import { useCounts } from '../messages/use-counts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';

interface ChooseCollectionDialogProps {
  readonly collections: readonly CollectionView[];
  readonly fileCount: number;
  readonly onChoose: (collection: CollectionView) => void;
  readonly onClose: () => void;
}

export function ChooseCollectionDialog({ collections, fileCount, onChoose, onClose }: ChooseCollectionDialogProps) {
  const messages = useMessages();
  const counts = useCounts();
  return (
    <Dialog title={messages.documents.chooseTitle} onClose={onClose}>
      <p className="text-soft">{counts.files(fileCount)}</p>
      <ul className="-m-1 flex max-h-[50vh] flex-col gap-1.5 overflow-y-auto p-1">
        {collections.map((collection) => (
          <li key={collection.id}>
            <button
              type="button"
              onClick={() => onChoose(collection)}
              className="flex w-full items-baseline gap-3 rounded-box border border-line px-3 py-2 text-start hover:border-line-strong hover:bg-hover"
            >
              <span className="min-w-0 flex-1 truncate text-ui font-medium">{collection.name}</span>
              <span className="figures text-small text-faint">{counts.documents(collection.documentCount)}</span>
            </button>
          </li>
        ))}
      </ul>
      <DialogActions>
        <Button onClick={onClose}>{messages.common.cancel}</Button>
      </DialogActions>
    </Dialog>
  );
}
