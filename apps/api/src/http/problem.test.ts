import { describe, expect, it } from 'vitest';
import { problemSchema } from '@carrel/contract';
import { CarrelError, errorCatalogue, type ErrorCode } from '@carrel/core';
import { InvalidRequestError } from './invalid-request-error.ts';
import { problemOf } from './problem.ts';
import { toCarrelError } from './to-carrel-error.ts';

const codes = Object.keys(errorCatalogue) as ErrorCode[];

describe('problemOf', () => {
  it.each([
    ['INVALID_REQUEST', 400],
    ['UNAUTHENTICATED', 401],
    ['FORBIDDEN', 403],
    ['NOT_FOUND', 404],
    ['CONFLICT', 409],
    ['TOO_LARGE', 413],
    ['RATE_LIMITED', 429],
    ['INTERNAL', 500],
    ['AUDIT_UNAVAILABLE', 503],
    ['TIMEOUT', 504],
  ] as const)('%s has the status %i', (code, status) => {
    expect(problemOf(new CarrelError(code), 'request-1')).toMatchObject({ status, code, requestId: 'request-1' });
  });

  it.each(codes)('%s says what the catalogue says, never what the message for operators says', (code) => {
    const problem = problemSchema.parse(problemOf(new CarrelError(code, { message: 'secret detail', details: { path: '/secret' } }), 'r'));
    expect(problem.detail).toBe(errorCatalogue[code].text);
    expect(JSON.stringify(problem)).not.toContain('secret');
  });

  it('names the fields of an invalid request', () => {
    const problem = problemOf(new InvalidRequestError([{ path: 'question', expected: 'expected a question' }]), 'r');
    expect(problem).toMatchObject({ detail: 'question: expected a question', fields: [{ path: 'question' }] });
  });

  it('says when to come back, in whole milliseconds', () => {
    expect(problemOf(new CarrelError('RATE_LIMITED', { retryAfterMs: 12.3 }), 'r').retryAfterMs).toBe(13);
  });
});

describe('toCarrelError', () => {
  const withStatus = (status: number) => Object.assign(new Error('raw text of a parser'), { status });
  it.each([
    [withStatus(400), 'INVALID_REQUEST'],
    [withStatus(413), 'TOO_LARGE'],
    [withStatus(415), 'INVALID_REQUEST'],
    [new URIError('URI malformed'), 'INVALID_REQUEST'],
    [withStatus(500), 'INTERNAL'],
    [new TypeError('x is undefined'), 'INTERNAL'],
    ['not even an error', 'INTERNAL'],
    [new CarrelError('CONFLICT'), 'CONFLICT'],
  ] as const)('%s is %s', (error, code) => {
    expect(toCarrelError(error).code).toBe(code);
  });
});
