import { CarrelError } from '@carrel/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failureOf, maxAttempts } from './failure-of.ts';

const at = (number: number, random = 0) => ({ number, nowMs: 1_000_000, random });

describe('failureOf', () => {
  test('a fault of the file fails at once, with its reason', () => {
    expect(failureOf(new CarrelError('EMPTY_TEXT'), at(1))).toEqual({ type: 'failed', reason: { code: 'EMPTY_TEXT', isRetryable: false } });
  });

  test('a fault of a service is tried again, later each time', () => {
    const error = new CarrelError('MODEL_UNAVAILABLE');
    expect(failureOf(error, at(1))).toEqual({ type: 'try-again', notBeforeMs: 1_005_000 });
    expect(failureOf(error, at(3))).toEqual({ type: 'try-again', notBeforeMs: 1_020_000 });
  });

  test('after the last attempt the reason says which service failed, and that retrying can help', () => {
    expect(failureOf(new CarrelError('MODEL_UNAVAILABLE'), at(maxAttempts))).toEqual({
      type: 'failed',
      reason: { code: 'EMBEDDING_FAILED', isRetryable: true },
    });
    expect(failureOf(new Error('unknown'), at(maxAttempts))).toEqual({
      type: 'failed',
      reason: { code: 'ATTEMPTS_EXHAUSTED', isRetryable: true },
    });
  });

  test('a full disk is waited out however often it happens', () => {
    expect(failureOf(new CarrelError('DISK_FULL'), at(500)).type).toBe('try-again');
  });

  test('the wait is never longer than ten minutes and a fifth', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (number, random) => {
        const decision = failureOf(new CarrelError('DATABASE_UNAVAILABLE'), at(number, random));
        return decision.type === 'try-again' && decision.notBeforeMs > 1_000_000 && decision.notBeforeMs <= 1_000_000 + 720_000;
      }),
    );
  });
});
