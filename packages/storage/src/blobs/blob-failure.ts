import { CarrelError, isCarrelError } from '@carrel/core';

const noRoom: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);
const noAccess: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS', 'EIO', 'EMFILE', 'ENFILE']);

/** Maps Node's system errors; errors of Carrel's own and of whoever sends the bytes pass through. */
export function blobFailure(error: unknown): unknown {
  if (isCarrelError(error) || !(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
  if (noRoom.has(error.code)) return new CarrelError('DISK_FULL', { message: `no room for a blob (${error.code})`, cause: error });
  if (noAccess.has(error.code))
    return new CarrelError('INTERNAL', { message: `a blob cannot be read or written (${error.code})`, cause: error });
  return error.code === 'ENOENT' ? new CarrelError('BLOB_NOT_FOUND', { cause: error }) : error;
}
