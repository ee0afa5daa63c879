import { createHash } from 'node:crypto';
import type { DocumentView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import type { UploadFile } from './find-files.ts';
import { retryPassingFailure } from './retry-passing-failure.ts';
import type { UploadTarget } from './upload-files.ts';

/** Below this, asking takes as long as sending. */
const worthAskingBytes = 256 * 1024;

/**
 * Of the files of a batch, those that the server has at their places already, by their SHA-256: they are not sent again. So a large
 * folder whose upload was cut off goes on where it was. None where this cannot be said: then all are sent, and the upload says what
 * is wrong.
 */
export async function findKnown(target: UploadTarget, files: readonly UploadFile[]): Promise<ReadonlyMap<UploadFile, DocumentView>> {
  if (files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) < worthAskingBytes) return new Map();
  try {
    return await askFor(target, files);
  } catch {
    target.signal.throwIfAborted();
    return new Map();
  }
}

async function askFor(
  { client, collectionId, policy, signal }: UploadTarget,
  files: readonly UploadFile[],
): Promise<ReadonlyMap<UploadFile, DocumentView>> {
  const described: { readonly path: string; readonly sha256: string }[] = [];
  for (const file of files) described.push({ path: file.path, sha256: await digestOf(file, signal) });
  const { documents } = await retryPassingFailure(
    () =>
      client.call(routes.findKnownFiles, {
        params: { id: collectionId },
        query: policy === undefined ? {} : { policy },
        body: { files: described },
        signal,
      }),
    signal,
  );
  return new Map(
    files.flatMap((file, index) => {
      const document = documents[index] ?? null;
      return document === null ? [] : [[file, document] as const];
    }),
  );
}

async function digestOf(file: UploadFile, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const pieces: AsyncIterable<Uint8Array> = (await file.open()).stream();
  for await (const piece of pieces) {
    signal.throwIfAborted();
    hash.update(piece);
  }
  return hash.digest('hex');
}
