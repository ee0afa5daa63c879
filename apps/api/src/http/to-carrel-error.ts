import { CarrelError, isCarrelError } from '@carrel/core';
import { InvalidRequestError } from './invalid-request-error.ts';

/**
 * Any error as one of Carrel's own. The HTTP layer's own errors (body parser, path decoding) carry a status of 400 to 499
 * and become an invalid or too large request; everything else is a mistake of ours.
 */
export function toCarrelError(error: unknown): CarrelError {
  if (isCarrelError(error)) return error;
  const status = clientStatusOf(error);
  if (status === 413) return new CarrelError('TOO_LARGE', { cause: error });
  if (status === 415)
    return new InvalidRequestError([{ path: '', expected: 'expected a body in UTF-8 without an unusual content encoding' }]);
  if (status !== null) return new InvalidRequestError([{ path: '', expected: 'expected a well-formed request with a body in JSON' }]);
  return new CarrelError('INTERNAL', { message: 'an error that nobody mapped', cause: error });
}

function clientStatusOf(error: unknown): number | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof URIError) return 400;
  if (!('status' in error) || typeof error.status !== 'number') return null;
  return error.status >= 400 && error.status < 500 ? error.status : null;
}
