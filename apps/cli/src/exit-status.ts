import { ProblemError } from '@carrel/contract';
import type { ErrorKind } from '@carrel/core';
import { isCarrelError } from '@carrel/core';
import { UsageError } from './usage-error.ts';

/** The exit statuses of every command but `audit verify`, which has its own. */
export const exitStatus = { done: 0, failed: 1, badUsage: 2, notPermitted: 3, notFound: 4, serviceMissing: 5 } as const;
export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

const statusOfKind = {
  'invalid-input': exitStatus.badUsage,
  unauthenticated: exitStatus.notPermitted,
  forbidden: exitStatus.notPermitted,
  'not-found': exitStatus.notFound,
  conflict: exitStatus.failed,
  'too-large': exitStatus.failed,
  'rate-limited': exitStatus.failed,
  unavailable: exitStatus.serviceMissing,
  timeout: exitStatus.failed,
  internal: exitStatus.failed,
} as const satisfies Readonly<Record<ErrorKind, ExitStatus>>;

/** The exit status of a command that ended with this error. */
export function exitStatusOf(error: unknown): ExitStatus {
  if (isCarrelError(error)) return statusOfKind[error.kind];
  if (error instanceof ProblemError) return statusOfHttp(error.problem.status);
  if (error instanceof UsageError) return exitStatus.badUsage;
  return isConnectionError(error) ? exitStatus.serviceMissing : exitStatus.failed;
}

function statusOfHttp(status: number): ExitStatus {
  if (status === 400 || status === 422) return exitStatus.badUsage;
  if (status === 401 || status === 403) return exitStatus.notPermitted;
  if (status === 404) return exitStatus.notFound;
  return status === 502 || status === 503 ? exitStatus.serviceMissing : exitStatus.failed;
}

const connectionCodes = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
]);

/** Whether nobody was reached: `fetch` wraps the cause. */
export function isConnectionError(error: unknown): boolean {
  for (let one = error; one instanceof Error; one = one.cause) {
    if ('syscall' in one && one.syscall !== 'connect' && one.syscall !== 'getaddrinfo' && one.syscall !== 'read') continue;
    if ('code' in one && typeof one.code === 'string' && connectionCodes.has(one.code)) return true;
  }
  return false;
}
