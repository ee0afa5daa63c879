import type { IncomingMessage } from 'node:http';
import type { UploadResult } from '@carrel/contract';
import type { RateLimit, RateLimiter } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import { InvalidRequestError } from '../http/invalid-request-error.ts';
import type { UploadDocuments, UploadPlace } from './upload-documents.ts';

const maxKeyLength = 200;

export interface ReceiveDeps {
  readonly uploadDocuments: UploadDocuments;
  readonly rateLimiter: RateLimiter;
  /** False when the disk is nearly full: what is left is for the log and the database. */
  readonly hasRoom: () => Promise<boolean>;
}

/** Takes the files of a request under its `Idempotency-Key`, counting its bytes against the caller's limit. @throws DISK_FULL before a byte is read. */
export async function receiveUpload(
  deps: ReceiveDeps,
  request: IncomingMessage,
  { place, bytesPerHour }: { readonly place: Omit<UploadPlace, 'idempotencyKey'>; readonly bytesPerHour: RateLimit },
): Promise<UploadResult> {
  const { caller } = place;
  const header = request.headers['idempotency-key'];
  const idempotencyKey = typeof header === 'string' ? header : null;
  if (idempotencyKey !== null && (idempotencyKey === '' || idempotencyKey.length > maxKeyLength)) {
    throw new InvalidRequestError([{ path: 'Idempotency-Key', expected: `expected 1 to ${maxKeyLength} characters` }]);
  }
  if (!(await deps.hasRoom())) throw new CarrelError('DISK_FULL', { message: 'too little room is left on the disk of the stored files' });
  // The size is known only at the end: what was sent too much is paid back by waiting before the next upload.
  if (caller.isRateLimited) await deps.rateLimiter.take(bytesPerHour, caller.userId, 1);
  const readBefore = request.socket.bytesRead;
  try {
    return await deps.uploadDocuments.fromRequest(request, { ...place, idempotencyKey });
  } finally {
    if (caller.isRateLimited) await deps.rateLimiter.charge(bytesPerHour, caller.userId, request.socket.bytesRead - readBefore);
  }
}
