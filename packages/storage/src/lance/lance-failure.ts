import { CarrelError, isCarrelError } from '@carrel/core';

const noRoom = /no space left on device|os error 28\b|disk quota exceeded|os error 122\b/i;

/** For readers: whatever is wrong, there is no index to search, and the writer will make it anew. */
export function readFailure(error: unknown): CarrelError {
  if (isCarrelError(error)) return error;
  return new CarrelError('INDEX_UNAVAILABLE', { message: `the index cannot be read: ${firstLine(error)}`, cause: error });
}

export function writeFailure(error: unknown): CarrelError {
  if (isCarrelError(error)) return error;
  const text = firstLine(error);
  if (noRoom.test(text)) return new CarrelError('DISK_FULL', { message: 'no room for the index', cause: error });
  return new CarrelError('INDEX_FAILED', { message: `the index cannot be written: ${text}`, cause: error });
}

/** LanceDB's messages go on with the places in its sources; none quotes the texts of rows. */
function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]?.slice(0, 300) ?? '';
}
