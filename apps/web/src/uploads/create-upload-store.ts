import type { CollectionView, DocumentView, IngestEvent, UploadResult } from '@carrel/contract';
import type { FileWithPath } from './collect-files.ts';
import { planBatches } from './plan-batches.ts';
import type { UploadItem, UploadPhase } from './upload-item.ts';
import { isOpen, phaseOfOutcome } from './upload-item.ts';

/** Sends one request with files. */
export type SendFiles = (input: {
  readonly collectionId: string;
  readonly files: readonly { readonly path: string; readonly content: Blob }[];
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
  /** @param share 0…1 */
  readonly onProgress: (share: number) => void;
}) => Promise<UploadResult>;

interface UploadStoreDeps {
  readonly send: SendFiles;
  readonly newKey: () => string;
  /** The server has taken files, or a document of the list has changed. */
  readonly onTaken: () => void;
}

const parallelRequests = 2;

/** The files on their way into Carrel. They live outside the pages, so that they go on while the person looks elsewhere. */
export function createUploadStore({ send, newKey, onTaken }: UploadStoreDeps) {
  let items: readonly UploadItem[] = [];
  let nextId = 1;
  let runningRequests = 0;
  const contents = new Map<number, File>();
  const controllers = new Map<number, AbortController>();
  const listeners = new Set<() => void>();

  const tell = () => {
    for (const listener of listeners) listener();
  };
  const change = (ids: ReadonlySet<number>, phaseOf: (item: UploadItem) => UploadPhase) => {
    items = items.map((item) => (ids.has(item.id) ? { ...item, phase: phaseOf(item) } : item));
    tell();
  };

  const sendBatch = async (batch: readonly UploadItem[]) => {
    const [first] = batch;
    if (!first) return;
    const ids = new Set(batch.map((item) => item.id));
    const controller = new AbortController();
    for (const id of ids) controllers.set(id, controller);
    change(ids, () => ({ kind: 'sending', share: 0 }));
    try {
      const result = await send({
        collectionId: first.collectionId,
        files: batch.map((item) => ({ path: item.path, content: contents.get(item.id) ?? new Blob() })),
        idempotencyKey: newKey(),
        signal: controller.signal,
        onProgress: (share) => change(ids, () => ({ kind: 'sending', share })),
      });
      change(ids, (item) => {
        const outcome = result.files[batch.findIndex((sent) => sent.id === item.id)];
        return outcome
          ? phaseOfOutcome(outcome)
          : { kind: 'send-failed', error: new TypeError('The server said nothing about this file.') };
      });
      onTaken();
    } catch (error) {
      change(ids, () => (controller.signal.aborted ? { kind: 'cancelled' } : { kind: 'send-failed', error }));
    } finally {
      for (const id of ids) {
        controllers.delete(id);
        if (items.find((item) => item.id === id)?.phase.kind !== 'send-failed') contents.delete(id);
      }
    }
  };

  const work = () => {
    while (runningRequests < parallelRequests) {
      const [batch] = planBatches(items.filter((item) => item.phase.kind === 'waiting'));
      if (!batch) return;
      runningRequests += 1;
      void sendBatch(batch).finally(() => {
        runningRequests -= 1;
        work();
      });
    }
  };

  return {
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: (): readonly UploadItem[] => items,
    add(files: readonly FileWithPath[], collection: Pick<CollectionView, 'id' | 'name'>, maxSizeBytes: number): void {
      const added = files.map(({ path, file }): UploadItem => {
        const id = nextId++;
        const isTooLarge = file.size > maxSizeBytes;
        if (!isTooLarge) contents.set(id, file);
        return {
          id,
          path,
          sizeBytes: file.size,
          collectionId: collection.id,
          collectionName: collection.name,
          phase: isTooLarge ? { kind: 'too-large' } : { kind: 'waiting' },
        };
      });
      items = [...items, ...added];
      tell();
      work();
    },
    /** Puts documents that were sent before the page was loaded back into the list. */
    restore(documents: readonly DocumentView[]): void {
      const known = new Set(items.flatMap((item) => (item.phase.kind === 'accepted' ? [item.phase.document.id] : [])));
      const restored = documents
        .filter((document) => !known.has(document.id))
        .map((document): UploadItem => ({
          id: nextId++,
          path: document.path,
          sizeBytes: document.sizeBytes,
          collectionId: document.collectionId,
          collectionName: document.collectionName,
          phase: { kind: 'accepted', document },
        }));
      items = [...restored, ...items];
      tell();
    },
    /** A document changed or was deleted, as the server tells. */
    follow(event: IngestEvent): void {
      const idOf = (item: UploadItem) => (item.phase.kind === 'accepted' ? item.phase.document.id : null);
      if (event.type === 'deleted') items = items.filter((item) => idOf(item) !== event.documentId);
      else
        items = items.map((item) =>
          idOf(item) === event.document.id ? { ...item, phase: { kind: 'accepted', document: event.document } } : item,
        );
      tell();
    },
    retry(id: number): void {
      change(new Set([id]), (item) => (item.phase.kind === 'send-failed' ? { kind: 'waiting' } : item.phase));
      work();
    },
    /** Stops what has not been taken by the server yet. */
    cancel(): void {
      for (const controller of controllers.values()) controller.abort();
      change(new Set(items.map((item) => item.id)), (item) => (item.phase.kind === 'waiting' ? { kind: 'cancelled' } : item.phase));
    },
    /** Takes all files out of the list with which nothing more happens. */
    clear(): void {
      items = items.filter(isOpen);
      tell();
    },
  };
}
export type UploadStore = ReturnType<typeof createUploadStore>;
