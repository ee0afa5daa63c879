import { ProblemError } from '@carrel/contract';
import { errorCatalogue, isCarrelError } from '@carrel/core';
import { isConnectionError } from '../exit-status.ts';
import { UsageError } from '../usage-error.ts';

/** What a person is told when a command ends with an error. Ends with a line break. */
export function errorText(error: unknown): string {
  if (isCarrelError(error)) {
    const text = errorCatalogue[error.code].text;
    return error.message === text ? `${text}\n` : `${error.message}\n`;
  }
  if (error instanceof ProblemError) {
    const { detail, code, requestId } = error.problem;
    return `${detail}\n(${code}${requestId === '' ? '' : `, request ${requestId}`})\n`;
  }
  if (error instanceof UsageError) return `${error.message}\n`;
  if (isConnectionError(error)) return 'No Carrel answers there. Is it running, and is the address right?\n';
  return `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
}
