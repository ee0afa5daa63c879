import { setTimeout as sleep } from 'node:timers/promises';
import { collectionSchema, uploadResultSchema } from '@carrel/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../support/api/start-test-api.ts';
import { startTestWorker, type TestWorker } from '../support/api/start-test-worker.ts';

let api: TestApi;
let worker: TestWorker;
beforeAll(async () => {
  api = await startTestApi({ CARREL_UPLOAD_MAX_FILES: '1000' });
}, 60_000);
afterAll(async () => {
  await worker.close();
  await api.close();
});

async function aCollection(name: string): Promise<string> {
  return collectionSchema.parse((await api.owner('/api/v1/collections', { method: 'POST', body: { name } })).json).id;
}

async function upload(collectionId: string, names: readonly string[]): Promise<readonly string[]> {
  const form = new FormData();
  for (const name of names) form.append('file', new Blob([`# ${name}\n\nThe rule named ${name} holds for everybody.\n`]), `${name}.md`);
  const response = await api.owner(`/api/v1/collections/${collectionId}/documents`, { method: 'POST', body: form });
  return uploadResultSchema.parse(response.json).files.map((file) => (file.outcome === 'refused' ? '' : file.document.id));
}

/** Documents in the order in which they were published. */
const published = () =>
  worker.logged.filter(({ event }) => event === 'document.published').map(({ fields }) => String(fields?.['documentId']));

async function untilPublished(ids: readonly string[]): Promise<void> {
  const deadlineMs = performance.now() + 60_000;
  while (!ids.every((id) => published().includes(id))) {
    if (performance.now() > deadlineMs) throw new Error(`${published().length} were published.`);
    await sleep(20);
  }
}

test('a folder of many files holds up neither an upload nor another folder', { timeout: 120_000 }, async () => {
  const names = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
  const [large, other] = [await aCollection('Large'), await aCollection('Other')];
  const ofLarge = await upload(large, names('large', 300));
  worker = await startTestWorker(api.dataDir, { CARREL_INGEST_CONCURRENCY: '2' });
  while (published().length < 20) await sleep(5);
  const before = published().length;
  const ofOther = await upload(other, names('other', 10));
  const [desk = ''] = await upload(large, ['desk']);
  await untilPublished([desk, ...ofOther]);
  const order = published();
  // Two are being worked on, and a few more may have been begun while the uploads came in.
  const overtaken = (id: string) => order.slice(before, order.indexOf(id)).filter((one) => ofLarge.includes(one)).length;
  expect(overtaken(desk)).toBeLessThan(30);
  expect(Math.max(...ofOther.map(overtaken))).toBeLessThan(60);
  expect(order.filter((id) => ofLarge.includes(id)).length).toBeLessThan(ofLarge.length);
  await untilPublished(ofLarge);
  expect(new Set(published()).size).toBe(ofLarge.length + ofOther.length + 1);
});
