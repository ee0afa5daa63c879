import type { IncomingMessage } from 'node:http';
import type { BlobStore, FailureCode, MediaType, StoredBlob } from '@carrel/core';
import { fileNameOf, isCarrelError, normalisePath, peekBytes } from '@carrel/core';
import { InvalidRequestError } from '../http/invalid-request-error.ts';
import type { UploadPart } from './read-multipart.ts';
import { readMultipart } from './read-multipart.ts';

/** Says what a file is by its first bytes and its name; nothing but these two is looked at. */
export type DetectMediaType = (firstBytes: Uint8Array, fileName: string) => DetectedType;
export type DetectedType =
  | { readonly outcome: 'supported'; readonly mediaType: MediaType }
  | {
      readonly outcome: 'refused';
      readonly code: Extract<FailureCode, 'UNSUPPORTED_TYPE' | 'AMBIGUOUS_TYPE' | 'ENCRYPTED' | 'EMPTY_TEXT'>;
    };

/** Why a file was not taken. */
export const refusalCodes = [
  'UNSUPPORTED_TYPE',
  'AMBIGUOUS_TYPE',
  'ENCRYPTED',
  'EMPTY_TEXT',
  'TOO_LARGE',
  'INVALID_REQUEST',
  'FORBIDDEN',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** A file that has arrived whole and is durable as a blob, or was refused. Nothing of it is visible yet. */
export type ReceivedFile =
  | {
      readonly outcome: 'stored';
      readonly path: string;
      readonly fileName: string;
      readonly mediaType: MediaType;
      readonly blob: StoredBlob;
    }
  | { readonly outcome: 'refused'; readonly path: string; readonly code: RefusalCode };

export interface ReceiveDeps {
  readonly blobs: BlobStore;
  readonly detectMediaType: DetectMediaType;
}

export interface ReceiveOptions {
  readonly maxFiles: number;
  readonly maxSizeBytes: number;
  /** Bytes by which a file's type is told. */
  readonly peekBytes: number;
}

/**
 * Receives the files of an upload, each streamed into the blob store. A file that is refused does not stop the others.
 * @throws InvalidRequestError, UPLOAD_INCOMPLETE, DISK_FULL: then no file of the request was taken.
 */
export async function receiveFiles(
  request: IncomingMessage,
  { deps, options }: { readonly deps: ReceiveDeps; readonly options: ReceiveOptions },
): Promise<readonly ReceivedFile[]> {
  const received: ReceivedFile[] = [];
  await readMultipart(request, options, async (part) => void received.push(await receiveFile(part, deps, options)));
  if (received.length === 0) throw new InvalidRequestError([{ path: 'file', expected: 'expected at least one file' }]);
  return received;
}

/** Takes one file: its bytes into the blob store, or the reason why not. */
export async function receiveFile(
  { sentPath, content }: UploadPart,
  { blobs, detectMediaType }: ReceiveDeps,
  options: ReceiveOptions,
): Promise<ReceivedFile> {
  const path = normalisePath(sentPath);
  // The name as it was sent is not a place; it is given back so that the client can tell which file is meant.
  if (path === null) return { outcome: 'refused', path: sentPath.slice(0, 200).toWellFormed(), code: 'INVALID_REQUEST' };
  const fileName = fileNameOf(path);
  const { first, all } = await peekBytes(content, options.peekBytes);
  const type = detectMediaType(first, fileName);
  if (type.outcome === 'refused') return { outcome: 'refused', path, code: type.code };
  try {
    const blob = await blobs.put(all, { maxSizeBytes: options.maxSizeBytes });
    return { outcome: 'stored', path, fileName, mediaType: type.mediaType, blob };
  } catch (error) {
    if (isCarrelError(error) && error.code === 'TOO_LARGE') return { outcome: 'refused', path, code: 'TOO_LARGE' };
    throw error;
  }
}
