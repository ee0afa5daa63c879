import { randomUUID } from 'node:crypto';
import type { CarrelClient, UploadResult } from '@carrel/contract';
import { ProblemError } from '@carrel/contract';
import { isConnectionError } from '../exit-status.ts';
import type { UploadFile } from './find-files.ts';
import { findKnown } from './find-known.ts';
import { planBatches } from './plan-batches.ts';
import { retryPassingFailure } from './retry-passing-failure.ts';

export interface UploadTarget {
  readonly client: CarrelClient;
  readonly collectionId: string;
  readonly policy?: string;
  readonly signal: AbortSignal;
}

/** What became of one file: what the server said, or why it could not be sent. */
export type UploadOutcome = UploadResult['files'][number] | { readonly outcome: 'failed'; readonly path: string; readonly code: string };

const batchLimits = { maxFiles: 20, maxBytes: 64 * 1024 * 1024 };
const parallelBatches = 2;

/**
 * Uploads files in batches, two at a time. A batch that fails for a passing reason is sent again under the same idempotency
 * key; one that fails for good is sent file by file, so that one bad file does not hold up the others.
 *
 * @param onFile called for each file as its batch is done, in no particular order.
 */
export async function uploadFiles(
  target: UploadTarget,
  files: readonly UploadFile[],
  onFile: (file: UploadFile, outcome: UploadOutcome) => void,
): Promise<void> {
  const batches = [...planBatches(files, batchLimits)];
  const work = async () => {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      target.signal.throwIfAborted();
      const known = await findKnown(target, batch);
      for (const [file, document] of known) onFile(file, { outcome: 'unchanged', path: file.path, document });
      const others = batch.filter((file) => !known.has(file));
      if (others.length === 0) continue;
      for (const [file, outcome] of await uploadBatch(target, others)) onFile(file, outcome);
    }
  };
  await Promise.all(Array.from({ length: parallelBatches }, work));
}

type Outcomes = readonly (readonly [UploadFile, UploadOutcome])[];

async function uploadBatch(target: UploadTarget, batch: readonly UploadFile[]): Promise<Outcomes> {
  try {
    return await sendBatch(target, batch);
  } catch (error) {
    const [only, ...others] = batch;
    if (only === undefined || target.signal.aborted || isHopeless(error)) throw error;
    if (others.length > 0) return (await Promise.all(batch.map((file) => uploadBatch(target, [file])))).flat();
    return [[only, { outcome: 'failed', path: only.path, code: codeOf(error) }]];
  }
}

async function sendBatch(target: UploadTarget, batch: readonly UploadFile[]): Promise<Outcomes> {
  const idempotencyKey = randomUUID();
  return retryPassingFailure(async () => {
    const files = await Promise.all(batch.map(async (file) => ({ path: file.path, content: await file.open() })));
    const { client, ...rest } = target;
    const result = await client.upload({ ...rest, files, idempotencyKey });
    return batch.map((file, index) => [file, result.files[index] ?? { outcome: 'failed', path: file.path, code: 'UPLOAD_INCOMPLETE' }]);
  }, target.signal);
}

/** Errors that every other file would meet too. */
function isHopeless(error: unknown): boolean {
  if (error instanceof ProblemError) return [401, 403, 404, 429, 503].includes(error.problem.status);
  return isConnectionError(error);
}

function codeOf(error: unknown): string {
  if (error instanceof ProblemError) return error.problem.code;
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UPLOAD_FAILED';
}
