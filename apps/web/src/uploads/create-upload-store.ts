import type { CollectionView, DocumentView, IngestEvent } from '@carrel/contract';
import type { FileWithPath } from './collect-files.ts';
import type { SenderDeps } from './create-sender.ts';
import { createSender } from './create-sender.ts';
import type { UploadItem } from './upload-item.ts';
import { isOpen } from './upload-item.ts';
import { createUploadList } from './upload-list.ts';

/** The files on their way into Carrel. They live outside the pages, so that they go on while the person looks elsewhere. */
export function createUploadStore(deps: SenderDeps) {
  const list = createUploadList();
  const sender = createSender(list, deps);
  const documentIdOf = (item: UploadItem) => (item.phase.kind === 'accepted' ? item.phase.document.id : null);

  return {
    subscribe: list.subscribe,
    snapshot: list.snapshot,
    cancel: sender.cancel,
    add(files: readonly FileWithPath[], collection: Pick<CollectionView, 'id' | 'name'>, maxSizeBytes: number): void {
      const added = files.map(({ path, file }): UploadItem => {
        const id = list.newId();
        const isTooLarge = file.size > maxSizeBytes;
        if (!isTooLarge) sender.keep(id, file);
        return {
          id,
          path,
          sizeBytes: file.size,
          collectionId: collection.id,
          collectionName: collection.name,
          phase: { kind: isTooLarge ? 'too-large' : 'waiting' },
        };
      });
      list.replace([...list.snapshot(), ...added]);
      sender.work();
    },
    /** Puts documents that were sent before the page was loaded back into the list. */
    restore(documents: readonly DocumentView[]): void {
      const known = new Set(list.snapshot().map(documentIdOf));
      const restored = documents
        .filter((document) => !known.has(document.id))
        .map(({ path, sizeBytes, collectionId, collectionName, ...rest }): UploadItem => ({
          id: list.newId(),
          path,
          sizeBytes,
          collectionId,
          collectionName,
          phase: { kind: 'accepted', document: { path, sizeBytes, collectionId, collectionName, ...rest } },
        }));
      list.replace([...restored, ...list.snapshot()]);
    },
    /** A document changed or was deleted, as the server tells. */
    follow(event: IngestEvent): void {
      if (event.type === 'deleted') {
        list.replace(list.snapshot().filter((item) => documentIdOf(item) !== event.documentId));
        return;
      }
      const { document } = event;
      list.change(
        (item) => documentIdOf(item) === document.id,
        () => ({ kind: 'accepted', document }),
      );
    },
    retry(id: number): void {
      list.change(
        (item) => item.id === id && item.phase.kind === 'send-failed',
        () => ({ kind: 'waiting' }),
      );
      sender.work();
    },
    /** Takes all files out of the list with which nothing more happens. */
    clear: () => list.replace(list.snapshot().filter(isOpen)),
  };
}
export type UploadStore = ReturnType<typeof createUploadStore>;
