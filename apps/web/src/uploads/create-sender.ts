import type { UploadResult } from '@carrel/contract';
import { planBatches } from './plan-batches.ts';
import type { UploadItem } from './upload-item.ts';
import { phaseOfOutcome } from './upload-item.ts';
import type { UploadList } from './upload-list.ts';

/** Sends one request with files. */
export type SendFiles = (input: {
  readonly collectionId: string;
  readonly files: readonly { readonly path: string; readonly content: Blob }[];
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
  /** @param share 0…1 */
  readonly onProgress: (share: number) => void;
}) => Promise<UploadResult>;

export interface SenderDeps {
  readonly send: SendFiles;
  readonly newKey: () => string;
  /** The server has taken files. */
  readonly onTaken: () => void;
}

const parallelRequests = 2;

/** Sends what waits in the list, a few requests at a time, and keeps the contents of files until the server has them. */
export function createSender(list: UploadList, { send, newKey, onTaken }: SenderDeps) {
  let runningRequests = 0;
  const contents = new Map<number, File>();
  const controllers = new Set<AbortController>();

  const sendBatch = async (batch: readonly UploadItem[], collectionId: string) => {
    const ids = batch.map((item) => item.id);
    const isInBatch = (item: UploadItem) => ids.includes(item.id);
    const controller = new AbortController();
    controllers.add(controller);
    list.change(isInBatch, () => ({ kind: 'sending', share: 0 }));
    try {
      const result = await send({
        collectionId,
        files: batch.map((item) => ({ path: item.path, content: contents.get(item.id) ?? new Blob() })),
        idempotencyKey: newKey(),
        signal: controller.signal,
        onProgress: (share) => list.change(isInBatch, () => ({ kind: 'sending', share })),
      });
      list.change(isInBatch, (item) => phaseOfOutcome(result.files[ids.indexOf(item.id)]));
      onTaken();
    } catch (error) {
      list.change(isInBatch, () => (controller.signal.aborted ? { kind: 'cancelled' } : { kind: 'send-failed', error }));
    } finally {
      controllers.delete(controller);
      // What failed can be sent again.
      for (const item of list.snapshot()) if (isInBatch(item) && item.phase.kind !== 'send-failed') contents.delete(item.id);
    }
  };

  const work = (): void => {
    while (runningRequests < parallelRequests) {
      const [batch] = planBatches(list.snapshot().filter((item) => item.phase.kind === 'waiting'));
      const [first] = batch ?? [];
      if (!batch || !first) return;
      runningRequests += 1;
      void sendBatch(batch, first.collectionId).finally(() => {
        runningRequests -= 1;
        work();
      });
    }
  };

  return {
    keep: (id: number, file: File) => contents.set(id, file),
    work,
    /** Stops what the server has not taken yet. */
    cancel(): void {
      for (const controller of controllers) controller.abort();
      list.change(
        (item) => item.phase.kind === 'waiting',
        () => ({ kind: 'cancelled' }),
      );
    },
  };
}
