import type { ServerResponse } from 'node:http';
import type { ErrorKind } from '@carrel/core';
import { CarrelError, isCarrelError } from '@carrel/core';

const statusByKind: Readonly<Record<ErrorKind, number>> = {
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
};

export function toCarrelError(error: unknown): CarrelError {
  return isCarrelError(error) ? error : new CarrelError('INTERNAL', { cause: error });
}

/** The body of an error in OpenAI's form, with a code of Carrel's catalogue. */
export function errorBody(error: CarrelError): object {
  const isCallersFault = statusByKind[error.kind] < 500 && error.kind !== 'rate-limited';
  return {
    error: {
      message: error.message,
      type: isCallersFault ? 'invalid_request_error' : 'server_error',
      code: error.code,
      param: null,
    },
  };
}

/** Gives the status that was sent. */
export function sendError(response: ServerResponse, error: CarrelError): number {
  const status = statusByKind[error.kind];
  const retryHeaders =
    error.retryAfterMs === undefined
      ? {}
      : {
          'retry-after': Math.max(1, Math.ceil(error.retryAfterMs / 1000)),
          'retry-after-ms': Math.ceil(error.retryAfterMs),
        };
  sendJson(response, { status, body: errorBody(error), headers: retryHeaders });
  return status;
}

export function sendJson(
  response: ServerResponse,
  answer: {
    readonly status: number;
    readonly body: object;
    readonly headers?: Readonly<Record<string, string | number>>;
  },
): void {
  const bytes = Buffer.from(JSON.stringify(answer.body));
  response.writeHead(answer.status, {
    'content-type': 'application/json',
    'content-length': bytes.byteLength,
    ...answer.headers,
  });
  response.end(bytes);
}
