import type { Problem } from '@carrel/contract';
import type { CarrelError, ErrorKind } from '@carrel/core';
import { errorCatalogue } from '@carrel/core';
import { InvalidRequestError } from './invalid-request-error.ts';

/** The one place where a kind of error becomes an HTTP status. */
export const statusOfKind = {
  'invalid-input': 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  'rate-limited': 429,
  internal: 500,
  unavailable: 503,
  timeout: 504,
} as const satisfies Readonly<Record<ErrorKind, number>>;

const titleOfKind = {
  'invalid-input': 'Invalid request',
  unauthenticated: 'Not signed in',
  forbidden: 'Not permitted',
  'not-found': 'Not found',
  conflict: 'Conflict',
  'too-large': 'Too large',
  'rate-limited': 'Too many requests',
  internal: 'Internal error',
  unavailable: 'Not available',
  timeout: 'Timed out',
} as const satisfies Readonly<Record<ErrorKind, string>>;

/**
 * The RFC 9457 problem of an error. It says what the catalogue says for the code and nothing that the error's message
 * says: that one is for operators. Only the fields of an invalid request are added.
 */
export function problemOf(error: CarrelError, requestId: string): Problem {
  const { text } = errorCatalogue[error.code];
  const fields = error instanceof InvalidRequestError ? error.fields : [];
  return {
    type: `urn:carrel:problem:${error.code.toLowerCase().replaceAll('_', '-')}`,
    title: titleOfKind[error.kind],
    status: statusOfKind[error.kind],
    code: error.code,
    detail:
      fields.length === 0
        ? text
        : fields.map((field) => (field.path === '' ? field.expected : `${field.path}: ${field.expected}`)).join('; '),
    requestId,
    ...(fields.length > 0 && { fields: [...fields] }),
    ...(error.retryAfterMs !== undefined && { retryAfterMs: Math.ceil(error.retryAfterMs) }),
  };
}
