import type { ErrorCode } from './error-catalogue.ts';
import { errorCatalogue } from './error-catalogue.ts';

/** The only thing a transport looks at: HTTP status, queue policy and Slack text follow from it by one table each. */
export type ErrorKind =
  | 'invalid-input'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'too-large'
  | 'rate-limited'
  | 'unavailable'
  | 'timeout'
  | 'internal';

export interface CarrelErrorOptions {
  /** For operators: what was expected and what was found, with units. Never document or question text. */
  readonly message?: string;
  readonly cause?: unknown;
  readonly retryAfterMs?: number;
  /** Safe to log. Never document or question text. */
  readonly details?: Readonly<Record<string, string | number | boolean>>;
}

/** An error of Carrel's own. Kind, retryability and the text for people follow from the code, in one catalogue. */
export class CarrelError extends Error {
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly isRetryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly details: Readonly<Record<string, string | number | boolean>>;

  constructor(code: ErrorCode, options: CarrelErrorOptions = {}) {
    const entry = errorCatalogue[code];
    super(options.message ?? entry.text, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'CarrelError';
    this.code = code;
    this.kind = entry.kind;
    this.isRetryable = entry.isRetryable;
    this.retryAfterMs = options.retryAfterMs;
    this.details = options.details ?? {};
  }
}

export function isCarrelError(value: unknown): value is CarrelError {
  return value instanceof CarrelError;
}
