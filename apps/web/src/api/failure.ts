import { ProblemError } from '@carrel/contract';
import type { Messages } from '../messages/en.ts';

/** Why something did not work, in words for the person who sees it. */
export interface Failure {
  readonly kind: 'offline' | 'forbidden' | 'not-found' | 'refused' | 'unexpected';
  readonly title: string;
  readonly detail: string;
  /** Finds the request in the log; empty when no request reached the server. */
  readonly requestId: string;
  readonly code: string;
}

export function failureOf(error: unknown, messages: Messages): Failure {
  const words = messages.failure;
  if (error instanceof ProblemError) {
    const { status, detail, requestId, code } = error.problem;
    if (status === 403) return { kind: 'forbidden', title: words.forbiddenTitle, detail: detail || words.forbiddenBody, requestId, code };
    return { kind: status === 404 ? 'not-found' : 'refused', title: words.unexpectedTitle, detail, requestId, code };
  }
  if (isConnectionError(error))
    return { kind: 'offline', title: words.offlineTitle, detail: words.offlineBody, requestId: '', code: 'OFFLINE' };
  return { kind: 'unexpected', title: words.unexpectedTitle, detail: words.unexpectedBody, requestId: '', code: 'UNEXPECTED_RESPONSE' };
}

/** Browsers report a server that can't be reached, and a stream that breaks, as a `TypeError`. */
export function isConnectionError(error: unknown): boolean {
  return error instanceof TypeError;
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.status === 401;
}
