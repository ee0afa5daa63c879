import { createHash } from 'node:crypto';
import type { DocumentView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import type { UploadFile } from './find-files.ts';
import type { UploadTarget } from './upload-files.ts';

/** Below this, asking takes as long as sending. */
const worthAskingBytes = 256 * 1024;

/**
 * Of the files of a batch, those that the server has at their places already, by their SHA-256: they are not sent again. So a large
 * folder whose upload was cut off goes on where it was.
 */
export async function findKnown(
  { client, collectionId, signal }: UploadTarget,
  files: readonly UploadFile[],
): Promise<ReadonlyMap<UploadFile, DocumentView>> {
  if (files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) < worthAskingBytes) return new Map();
  const described = await Promise.all(files.map(async (file) => ({ path: file.path, sha256: await digestOf(file) })));
  const { documents } = await client.call(routes.findKnownFiles, { params: { id: collectionId }, body: { files: described }, signal });
  return new Map(
    files.flatMap((file, index) => {
      const document = documents[index] ?? null;
      return document === null ? [] : [[file, document] as const];
    }),
  );
}

async function digestOf(file: UploadFile): Promise<string> {
  const hash = createHash('sha256');
  const pieces: AsyncIterable<Uint8Array> = (await file.open()).stream();
  for await (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}
