import { CarrelError, isCarrelError } from '@carrel/core';

/**
 * For a record that must be there before something of the documents is shown: when it cannot be written, the audit log
 * cannot be written, whatever the cause, and nothing is shown.
 * @throws AUDIT_UNAVAILABLE; errors that the caller caused stay as they are.
 */
export async function failClosed<Result>(write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    const isOurs =
      !isCarrelError(error) ||
      error.kind === 'unavailable' ||
      error.kind === 'internal' ||
      error.kind === 'timeout' ||
      error.kind === 'conflict';
    throw isOurs
      ? new CarrelError('AUDIT_UNAVAILABLE', { message: 'what was about to be shown could not be recorded', cause: error })
      : error;
  }
}
