import { errorCatalogue, failureCodes, isCarrelError, type ErrorCode, type FailureCode, type FailureReason } from '@carrel/core';

/** Attempts that end in an error before the version is `failed` for good (until somebody retries it). */
export const maxAttempts = 5;
const firstBackOffMs = 5_000;
const maxBackOffMs = 10 * 60_000;

/** Errors that are not about the document, by the reason that a person sees when they do not go away. */
const reasonOf: Partial<Readonly<Record<ErrorCode, FailureCode>>> = {
  MODEL_UNAVAILABLE: 'EMBEDDING_FAILED',
  MODEL_OVERLOADED: 'EMBEDDING_FAILED',
  MODEL_RESPONSE_INVALID: 'EMBEDDING_FAILED',
  MODEL_LOAD_FAILED: 'EMBEDDING_FAILED',
  INPUT_TOO_LONG: 'EMBEDDING_FAILED',
  INDEX_UNAVAILABLE: 'INDEX_FAILED',
  BLOB_NOT_FOUND: 'CORRUPT_BLOB',
};

/** Errors of the machine, not of the attempt: they are waited out without end, since giving up would lose the document. */
const waitedOut: ReadonlySet<ErrorCode> = new Set(['DISK_FULL', 'DATABASE_UNAVAILABLE', 'MODEL_OVERLOADED']);

export type FailureDecision =
  | { readonly type: 'try-again'; readonly notBeforeMs: number }
  | { readonly type: 'failed'; readonly reason: FailureReason };

/**
 * What becomes of a version whose attempt ended in an error. Back-off doubles from 5 s to 10 min, with up to 20 % jitter so
 * that versions that failed together do not come back together.
 */
export function failureOf(
  error: unknown,
  attempt: { readonly number: number; readonly nowMs: number; readonly random: number },
): FailureDecision {
  const code = isCarrelError(error) ? error.code : null;
  const reason = failureCodeOf(code);
  const isWaitedOut = code !== null && waitedOut.has(code);
  const isRetryable = reason === null || errorCatalogue[reason].isRetryable;
  if (isWaitedOut || (isRetryable && attempt.number < maxAttempts)) {
    const backOffMs = Math.min(maxBackOffMs, firstBackOffMs * 2 ** Math.max(0, attempt.number - 1));
    return { type: 'try-again', notBeforeMs: attempt.nowMs + Math.round(backOffMs * (1 + 0.2 * attempt.random)) };
  }
  return { type: 'failed', reason: { code: reason ?? 'ATTEMPTS_EXHAUSTED', isRetryable } };
}

function failureCodeOf(code: ErrorCode | null): FailureCode | null {
  if (code === null) return null;
  return failureCodes.find((known) => known === code) ?? reasonOf[code] ?? null;
}
