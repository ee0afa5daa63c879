import type { IncomingMessage } from 'node:http';
import type { UploadResult } from '@carrel/contract';
import type { RateLimit, RateLimiter } from '@carrel/core';
import { InvalidRequestError } from '../http/invalid-request-error.ts';
import type { UploadDocuments, UploadPlace } from './upload-documents.ts';

const maxKeyLength = 200;

/** Takes the files of a request under its `Idempotency-Key`, counting its bytes against the caller's limit. */
export async function receiveUpload(
  deps: { readonly uploadDocuments: UploadDocuments; readonly rateLimiter: RateLimiter },
  request: IncomingMessage,
  { place, bytesPerHour }: { readonly place: Omit<UploadPlace, 'idempotencyKey'>; readonly bytesPerHour: RateLimit },
): Promise<UploadResult> {
  const { caller } = place;
  const header = request.headers['idempotency-key'];
  const idempotencyKey = typeof header === 'string' ? header : null;
  if (idempotencyKey !== null && (idempotencyKey === '' || idempotencyKey.length > maxKeyLength)) {
    throw new InvalidRequestError([{ path: 'Idempotency-Key', expected: `expected 1 to ${maxKeyLength} characters` }]);
  }
  // The size is known only at the end: what was sent too much is paid back by waiting before the next upload.
  if (caller.isRateLimited) await deps.rateLimiter.take(bytesPerHour, caller.userId, 1);
  const readBefore = request.socket.bytesRead;
  try {
    return await deps.uploadDocuments.fromRequest(request, { ...place, idempotencyKey });
  } finally {
    if (caller.isRateLimited) await deps.rateLimiter.charge(bytesPerHour, caller.userId, request.socket.bytesRead - readBefore);
  }
}
