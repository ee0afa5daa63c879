import express from 'express';
import { expect, test } from 'vitest';
import { routes } from '@carrel/contract';
import { apiKeyIdSchema, userIdSchema } from '@carrel/core';
import { createFakeClock } from '../../../test/support/fakes/fake-clock.ts';
import type { Caller } from './authentication/caller.ts';
import { createMemoryRateLimiter } from './http/memory-rate-limiter.ts';
import { createRateLimits } from './rate-limits.ts';

const configured = { asksPerMinute: 2, searchesPerMinute: 3, signInsPerMinute: 5, exportsPerHour: 1, uploadBytesPerHour: 10 };
const userId = userIdSchema.parse(`usr_${'1'.repeat(32)}`);
const apiKeyId = apiKeyIdSchema.parse(`key_${'2'.repeat(32)}`);
const principal = { kind: 'user', userId } as const;

function aCaller(withKey: boolean, isRateLimited = true): Caller {
  const authentication = withKey ? ({ method: 'api-key', apiKeyId } as const) : ({ method: 'password', sessionRef: 'ses_1' } as const);
  const actor = { principal, audience: [principal], roles: [], channel: 'web', authentication, requestId: 'r' } as const;
  return { actor, userId, isRateLimited };
}

function aLimit() {
  const { limitRate } = createRateLimits(createMemoryRateLimiter({ clock: createFakeClock() }), configured);
  const request = Object.create(express.request) as express.Request;
  Object.defineProperty(request, 'ip', { value: '192.0.2.1' });
  return async (route: Parameters<typeof limitRate>[0], caller: Caller | null, times: number) => {
    for (let count = 0; count < times; count += 1) await limitRate(route, request, caller);
  };
}

const limited = expect.objectContaining({ code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) as unknown }) as Error;

test('a person has so many questions in a minute, by page and key together', async () => {
  const take = aLimit();
  await take(routes.ask, aCaller(false), 1);
  await take(routes.ask, aCaller(true), 1);
  await expect(take(routes.ask, aCaller(false), 1)).rejects.toEqual(limited);
  await take(routes.ask, aCaller(false, false), 5);
});

test('a key that runs wild is stopped before its owner is', async () => {
  const take = aLimit();
  await expect(take(routes.me, aCaller(true), 1_501)).rejects.toEqual(limited);
  await take(routes.me, aCaller(false), 1_000);
  await expect(take(routes.me, aCaller(false), 1_000)).rejects.toEqual(limited);
});

test('strangers are limited by address', async () => {
  const take = aLimit();
  await take(routes.listSignInProviders, null, 3_000);
  await expect(take(routes.listSignInProviders, null, 1)).rejects.toEqual(limited);
});
