import { CarrelError, type ErrorCode, isCarrelError, type MediaType, peekBytes, type SourceReader, type StoredBlob } from '@carrel/core';
import type { FreshItem } from './plan-sync.ts';
import type { SyncDependencies } from './source-sync.ts';

/** What reading a file came to. `later`: it changed meanwhile, and is taken when it has settled. */
export type ReceivedItem = { readonly fresh: FreshItem } & (
  | {
      readonly type: 'stored';
      readonly path: string;
      readonly fileName: string;
      readonly mediaType: MediaType;
      readonly blob: StoredBlob;
    }
  | { readonly type: 'refused'; readonly code: ErrorCode }
  | { readonly type: 'later' }
);

/** Bytes by which a file's type is told. */
const typeBytes = 64 * 1024;

/** Streams a file into the blob store, or says why it is not taken. @throws DISK_FULL and what else is not about the file. */
export async function receiveItem(
  deps: Pick<SyncDependencies, 'blobs' | 'detectMediaType' | 'maxSizeBytes'>,
  reader: Pick<SourceReader, 'open'>,
  fresh: FreshItem,
): Promise<ReceivedItem> {
  const { item, documentPath } = fresh;
  if (documentPath === null) return { fresh, type: 'refused', code: 'SOURCE_NAME_UNUSABLE' };
  if (item.sizeBytes > deps.maxSizeBytes) return { fresh, type: 'refused', code: 'TOO_LARGE' };
  const fileName = documentPath.slice(documentPath.lastIndexOf('/') + 1);
  try {
    const { first, all } = await peekBytes(reader.open(item), typeBytes);
    const type = deps.detectMediaType(first, fileName);
    if (type.outcome === 'refused') {
      await abandon(all);
      return { fresh, type: 'refused', code: type.code };
    }
    const blob = await deps.blobs.put(all, { maxSizeBytes: deps.maxSizeBytes });
    return { fresh, type: 'stored', path: documentPath, fileName, mediaType: type.mediaType, blob };
  } catch (error) {
    if (!isCarrelError(error)) throw new CarrelError('SOURCE_FILE_UNREADABLE', { cause: error });
    if (error.code === 'SOURCE_FILE_CHANGED') return { fresh, type: 'later' };
    if (error.code === 'SOURCE_FILE_UNREADABLE' || error.code === 'TOO_LARGE') return { fresh, type: 'refused', code: error.code };
    throw error;
  }
}

/** Closes what is not read to its end. */
async function abandon(bytes: AsyncIterable<Uint8Array>): Promise<void> {
  await bytes[Symbol.asyncIterator]().return?.();
}
