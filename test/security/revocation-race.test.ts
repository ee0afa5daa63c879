import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectionSchema, policySchema } from '@carrel/contract';
import { collectionIdSchema, policyIdSchema } from '@carrel/core';
import { aCaller, type TestCaller } from '../support/api/a-caller.ts';
import { type EchoModelServer, startEchoModelServer } from '../support/api/echo-model-server.ts';
import { startTestApi, type TestApi } from '../support/api/start-test-api.ts';

const canary = 'quince';
const question = 'How many days of notice does the agreement ask for?';
const rounds = 8;
const asksAtOnce = 3;

let api: TestApi;
let model: EchoModelServer;
let person: TestCaller;
let policyId: string;

beforeAll(async () => {
  model = await startEchoModelServer();
  api = await startTestApi({ CARREL_LLM: model.url, CARREL_ASKS_PER_MINUTE: '10000', CARREL_RUNNING_ASKS_PER_PERSON: '8' });
  person = await aCaller(api);
  const made = await api.owner('/api/v1/collections', { method: 'POST', body: { name: 'Race' } });
  const collectionId = collectionIdSchema.parse(collectionSchema.parse(made.json).id);
  const hidden = await api.owner('/api/v1/admin/policies', { method: 'POST', body: { name: 'Flips', readers: [] } });
  policyId = policySchema.parse(hidden.json).id;
  const open = await api.owner('/api/v1/admin/policies', { method: 'POST', body: { name: 'Stays', readers: [person.id] } });
  const publish = (id: string, path: string, text: string) =>
    api.publishText({ collectionId, policyId: policyIdSchema.parse(id), path, text });
  await publish(policyId, 'flips.txt', `The agreement ${canary} asks for 30 days of notice.`);
  await publish(policySchema.parse(open.json).id, 'stays.txt', 'The agreement of the canteen asks for 14 days of notice.');
}, 60_000);
afterAll(async () => {
  await api.close();
  await model.close();
});

interface Asked {
  readonly beganMs: number;
  readonly endedMs: number;
  readonly status: number;
  readonly hasDocument: boolean;
}

/** Streams an answer to its end. */
async function ask(): Promise<Asked> {
  const beganMs = performance.now();
  const { status, text } = await person.call('/api/v1/ask', { method: 'POST', body: { question } });
  return { beganMs, endedMs: performance.now(), status, hasDocument: text.includes(canary) || text.includes('flips.txt') };
}

const grants = () => `/api/v1/admin/policies/${policyId}/grants`;

describe('while grants are given and taken in a loop', { timeout: 300_000 }, () => {
  it('no answer that began after a revocation, and before the next grant, holds the document; those in between may', async () => {
    const asked: Asked[] = [];
    /** From when a revocation was confirmed until the next grant was asked for. */
    const closed: { readonly fromMs: number; readonly untilMs: number }[] = [];
    let isFlipping = true;
    const streaming = Array.from({ length: asksAtOnce }, async () => {
      while (isFlipping) asked.push(await ask());
    });
    for (let round = 0; round < rounds; round += 1) {
      await api.owner(grants(), { method: 'POST', body: { principal: person.id } });
      asked.push(await ask());
      const ended = await api.owner(`${grants()}/${person.id}`, { method: 'DELETE' });
      expect(ended.status).toBe(200);
      const fromMs = performance.now();
      asked.push(await ask());
      closed.push({ fromMs, untilMs: performance.now() });
    }
    isFlipping = false;
    await Promise.all(streaming);
    expect(asked.every(({ status }) => status === 200)).toBe(true);
    const late = asked.filter(({ beganMs, endedMs }) => closed.some(({ fromMs, untilMs }) => beganMs >= fromMs && endedMs <= untilMs));
    expect(late.length).toBeGreaterThanOrEqual(rounds);
    expect(late.filter(({ hasDocument }) => hasDocument)).toEqual([]);
    // The control: granted, it is in the answer.
    expect(asked.filter(({ hasDocument }) => hasDocument).length).toBeGreaterThanOrEqual(rounds);
  });
});
