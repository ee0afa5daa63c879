import { expect, test } from 'vitest';
import { createCarrelClient } from '@carrel/contract';
import { z } from 'zod';
import { createClaims } from './claims.ts';

const bodySchema = z.object({ events: z.array(z.object({ eventId: z.string() })) });

/** Answers each claim after a while, and keeps what was asked in one request. */
function aCarrel(isBroken = false) {
  const requests: (readonly string[])[] = [];
  const bot = createCarrelClient({
    baseUrl: 'http://carrel',
    fetch: async (_url, init) => {
      const ids = bodySchema.parse(JSON.parse(typeof init.body === 'string' ? init.body : '')).events.map(({ eventId }) => eventId);
      requests.push(ids);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return isBroken ? new Response('{}', { status: 503 }) : Response.json({ taken: ids.filter((id) => !id.endsWith('seen')) });
    },
  });
  return { bot, requests };
}

test('claims a burst with few requests, and says of each event whether it is new', async () => {
  const { bot, requests } = aCarrel();
  const claim = createClaims({ bot });
  const ids = Array.from({ length: 250 }, (_one, index) => `Ev${index}${index % 5 === 0 ? 'seen' : ''}`);
  const firsts = await Promise.all(ids.map((eventId) => claim({ eventId, place: null })));
  expect(firsts).toEqual(ids.map((id) => !id.endsWith('seen')));
  expect(requests.flat()).toEqual(ids);
  expect(requests.map((request) => request.length)).toEqual([1, 100, 100, 49]);
  expect(await claim({ eventId: 'later', place: null })).toBe(true);
});

test('tells each one that waits when Carrel does not answer, and tries the next ones anew', async () => {
  const { bot, requests } = aCarrel(true);
  const claim = createClaims({ bot });
  const ends = await Promise.allSettled(['a', 'b', 'c'].map((eventId) => claim({ eventId, place: null })));
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(requests).toEqual([['a'], ['b', 'c']]);
});
