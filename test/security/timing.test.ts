import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectionSchema, policySchema } from '@carrel/contract';
import { collectionIdSchema, policyIdSchema } from '@carrel/core';
import { z } from 'zod';
import { aPerson, aSession, signIn } from '../support/api/people.ts';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';

let api: TestApi;
let cookie: string;
let hiddenId: string;
beforeAll(async () => {
  api = await startTestApi({ CARREL_SIGN_INS_PER_MINUTE: '10000', CARREL_SEARCHES_PER_MINUTE: '10000' });
  cookie = await aSession(api, await aPerson(api));
  const reader = await aPerson(api);
  const made = await api.owner('/api/v1/admin/policies', { method: 'POST', body: { name: 'For one', readers: [reader.id] } });
  const policy = policySchema.parse(made.json);
  const { items } = z.object({ items: z.array(collectionSchema) }).parse((await api.owner('/api/v1/collections')).json);
  const { documentId } = await api.publishText({
    collectionId: collectionIdSchema.parse(items[0]?.id),
    policyId: policyIdSchema.parse(policy.id),
    path: 'hidden.txt',
    text: Array.from({ length: 200 }, (_, index) => `Line ${index} of what is hidden.`).join('\n'),
  });
  hiddenId = documentId;
}, 60_000);
afterAll(() => api.close());

const median = (values: readonly number[]) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Times the two in turns, in an order that changes, so that whatever else the machine does falls on both. */
async function medians(times: number, one: () => Promise<unknown>, other: () => Promise<unknown>): Promise<readonly [number, number]> {
  const taken: [number[], number[]] = [[], []];
  for (let count = 0; count < times; count += 1)
    for (const index of count % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const startMs = performance.now();
      await (index === 0 ? one() : other());
      taken[index].push(performance.now() - startMs);
    }
  return [median(taken[0]), median(taken[1])];
}

describe('the time of a refusal', () => {
  const missingId = `doc_${'0'.repeat(32)}`;
  it.each(['', '/text', '/content', '/versions'])(
    'is the same for a document that is hidden and one that is not there: …%s',
    async (part) => {
      const ask = (id: string) => api.request(`/api/v1/documents/${id}${part}`, { cookie });
      expect([(await ask(hiddenId)).status, (await ask(missingId)).status]).toEqual([404, 404]);
      const [hidden, missing] = await medians(
        150,
        () => ask(hiddenId),
        () => ask(missingId),
      );
      expect(Math.abs(hidden - missing)).toBeLessThanOrEqual(5);
    },
    60_000,
  );

  it('is about the same for an address that nobody has and for a wrong password', async () => {
    const { email } = await aPerson(api);
    const wrong = () => signIn(api, { email }, { secret: 'not the right password' });
    const unknown = () => signIn(api, { email: `${crypto.randomUUID()}@example.com` }, { secret: 'not the right password' });
    expect([(await wrong()).status, (await unknown()).status]).toEqual([401, 401]);
    const [known, nobody] = await medians(25, wrong, unknown);
    // The hash of a password takes tens of milliseconds; leaving it out would show as a multiple.
    expect(Math.max(known, nobody) / Math.min(known, nobody)).toBeLessThan(1.5);
  }, 60_000);
});
