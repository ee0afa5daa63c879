import { ProblemError } from '@carrel/contract';
import type { ErrorCode } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import { expect, test } from 'vitest';
import { exitStatusOf } from './exit-status.ts';
import { errorText } from './output/error-text.ts';
import { UsageError } from './usage-error.ts';

const aProblem = (status: number) =>
  new ProblemError({ type: 'about:blank', title: 'x', status, code: 'X', detail: 'Something.', requestId: 'r1' });

test.each([
  ['INVALID_CONFIGURATION', 2],
  ['UNAUTHENTICATED', 3],
  ['FORBIDDEN', 3],
  ['NOT_FOUND', 4],
  ['MODEL_UNAVAILABLE', 5],
  ['DATA_FOLDER_IN_USE', 1],
  ['INTERNAL', 1],
] as const satisfies readonly (readonly [ErrorCode, number])[])('an error %s ends with status %i', (code, status) => {
  expect(exitStatusOf(new CarrelError(code))).toBe(status);
});

test.each([
  [400, 2],
  [401, 3],
  [403, 3],
  [404, 4],
  [409, 1],
  [413, 1],
  [429, 1],
  [500, 1],
  [503, 5],
  [502, 5],
])('a problem with HTTP status %i ends with status %i', (httpStatus, status) => {
  expect(exitStatusOf(aProblem(httpStatus))).toBe(status);
});

test('bad usage ends with status 2', () => {
  expect(exitStatusOf(new UsageError('--limit: expected a number'))).toBe(2);
});

test('a server that nobody reached ends with status 5, in words', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' });
  const error = new TypeError('fetch failed', { cause: refused });
  expect(exitStatusOf(error)).toBe(5);
  expect(errorText(error)).toContain('No Carrel answers there');
});

test('a file of this machine that is not there is no missing service', () => {
  expect(exitStatusOf(Object.assign(new Error('no file'), { code: 'ENOENT', syscall: 'open' }))).toBe(1);
});

test('a mistake of the program shows where it was made', () => {
  expect(errorText(new RangeError('x'))).toContain('exit-status.test.ts');
});

test('a problem tells its text, code and request', () => {
  expect(errorText(aProblem(404))).toBe('Something.\n(X, request r1)\n');
});
