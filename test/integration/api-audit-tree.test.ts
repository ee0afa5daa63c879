import { readTiledLog, verifyLog } from '@carrel/audit';
import { createdApiKeySchema, createdUserSchema, inclusionProofSchema, publishedLogSchema } from '@carrel/contract';
import {
  fromHex,
  parseSignedCheckpoint,
  parseVerifierKey,
  verifyConsistency,
  verifyInclusion,
  verifyNote,
  type SignedCheckpoint,
} from '@carrel/tlog';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { TestApi, TestRequest } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
}, 60_000);
afterAll(() => api.close());

const post = (path: string, body: object, options: TestRequest = {}) => api.owner(path, { method: 'POST', body, ...options });
const as = (id: string): TestRequest => ({ headers: { 'x-carrel-as': id } });
async function aPerson(roles: readonly string[]) {
  const body = { name: 'Person', email: `${crypto.randomUUID()}@example.com`, roles };
  return createdUserSchema.parse((await post('/api/v1/admin/users', body)).json).user;
}
async function keyOf(person: string, scopes: readonly string[]) {
  return createdApiKeySchema.parse((await post('/api/v1/admin/keys', { name: 'test', scopes }, as(person))).json).secret;
}
const hash = (hex: string) => fromHex(hex) ?? new Uint8Array(0);

/** A person makes a collection; gives the event that tells of it, once a checkpoint covers it. */
async function anOwnEvent(key: string): Promise<string> {
  const { audit, auditTree } = api.api.composed.store.read;
  const newest = async () => (await audit.searchEntries({ types: ['collection.created'] }, { limit: 1 })).items[0];
  const before = await newest();
  await api.request('/api/v1/collections', { method: 'POST', key, body: { name: `C ${crypto.randomUUID()}` } });
  return vi.waitFor(
    async () => {
      const entry = await newest();
      const checkpoint = entry === undefined ? null : await auditTree.findCheckpoint(entry.shard);
      if (entry === undefined || entry.id === before?.id || checkpoint === null || checkpoint.size <= entry.seq)
        throw new Error('not covered yet');
      return entry.id;
    },
    { timeout: 8_000, interval: 50 },
  );
}

async function checkpointOf(note: string, verifierKey: string): Promise<SignedCheckpoint> {
  const [checkpoint, key] = [parseSignedCheckpoint(note), parseVerifierKey(verifierKey)];
  if (checkpoint === null || key === null) throw new TypeError('expected a checkpoint and its key');
  expect(await verifyNote(checkpoint.note, [key])).toHaveLength(1);
  expect(key.name).toBe(checkpoint.origin);
  return checkpoint;
}

test('a person proves that their own act is in the log, and a stranger learns nothing of it', async () => {
  const person = await aPerson(['employee', 'curator']);
  const key = await keyOf(person.id, ['documents:write', 'search']);
  const id = await anOwnEvent(key);
  const proof = inclusionProofSchema.parse((await api.request(`/api/v1/audit/events/${id}/proof`, { key })).json);
  const checkpoint = await checkpointOf(proof.checkpoint, proof.verifierKey);
  const claim = {
    index: proof.seq,
    size: checkpoint.size,
    leafHash: hash(proof.leafHash),
    root: checkpoint.root,
    proof: proof.proof.map(hash),
  };
  expect(verifyInclusion(claim)).toBe(true);
  const strange = await keyOf((await aPerson(['employee'])).id, ['search']);
  const [forbidden, missing] = await Promise.all(
    [id, '019ac000-0000-7000-8000-000000000000'].map((one) => api.request(`/api/v1/audit/events/${one}/proof`, { key: strange })),
  );
  expect(forbidden?.status).toBe(404);
  expect(missing?.status).toBe(404);
});

test('the log of a later time begins with that of an earlier one', async () => {
  const person = await aPerson(['employee', 'curator']);
  const key = await keyOf(person.id, ['documents:write']);
  const logs = async () => {
    await anOwnEvent(key);
    const { items } = z.object({ items: z.array(publishedLogSchema) }).parse((await api.request('/api/v1/audit/logs', { key })).json);
    const [log] = items;
    if (log === undefined) throw new Error('expected a log');
    return log;
  };
  const [before, after] = [await logs(), await logs()];
  expect(after.size).toBeGreaterThan(before.size);
  const path = `/api/v1/audit/logs/${after.shard}/consistency?from=${before.size}&to=${after.size}`;
  const { proof } = z.object({ proof: z.array(z.string()) }).parse((await api.request(path, { key })).json);
  const [oldRoot, newRoot] = [hash(before.rootHash), hash(after.rootHash)];
  expect(verifyConsistency({ oldSize: before.size, newSize: after.size, oldRoot, newRoot, proof: proof.map(hash) })).toBe(true);
  for (const query of ['from=5&to=3', 'from=0&to=100000', 'from=-1&to=1', 'from=x&to=1'])
    expect((await api.request(`/api/v1/audit/logs/${after.shard}/consistency?${query}`, { key })).status).toBe(400);
});

test('an officer reads the whole log as tiles, and verifies it', async () => {
  const officer = await aPerson(['compliance', 'curator']);
  const key = await keyOf(officer.id, ['audit:read', 'documents:write']);
  await anOwnEvent(key);
  const [log] = z.object({ items: z.array(publishedLogSchema) }).parse((await api.request('/api/v1/audit/logs', { key })).json).items;
  const newest = await api.request('/api/v1/audit/checkpoint', { key });
  expect(newest.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  await checkpointOf(newest.text, log?.verifierKey ?? '');
  const read = async (path: string) => {
    const response = await fetch(`${api.url}/api/v1/audit/logs/${path}`, { headers: { authorization: `Bearer ${key}` } });
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
  };
  const report = await verifyLog(readTiledLog({ shards: [log?.shard ?? 0], read }), { nowMs: Date.now(), needsCheckpoints: true });
  expect(report).toMatchObject({ verdict: 'ok', findings: [] });
  expect(report.entryCount).toBeGreaterThan(5);
});

test('hashes are for everybody who is signed in, entries for officers, and what is not there looks as what is forbidden', async () => {
  const key = await keyOf((await aPerson(['employee', 'curator'])).id, ['documents:write']);
  await anOwnEvent(key);
  const [log] = z.object({ items: z.array(publishedLogSchema) }).parse((await api.request('/api/v1/audit/logs', { key })).json).items;
  const prefix = `/api/v1/audit/logs/${log?.shard}`;
  expect((await api.request(`${prefix}/tile/0/000.p/3`, { key })).status).toBe(200);
  expect((await api.request(`${prefix}/keys.txt`, { key })).text).toBe(`${log?.verifierKey}\n`);
  expect(parseSignedCheckpoint((await api.request(`${prefix}/checkpoint`, { key })).text)?.origin).toBe(log?.name);
  const paths = ['entries/000.p/3', 'entries/999', '0/999', '7/000', '0/0', 'x', '0/000.p/256'];
  for (const path of paths) expect([path, (await api.request(`${prefix}/tile/${path}`, { key })).status]).toEqual([path, 404]);
  for (const path of ['/api/v1/audit/logs/1999/checkpoint', '/api/v1/audit/logs/abc/checkpoint'])
    expect((await api.request(path, { key })).status).toBe(404);
  expect((await api.request(`${prefix}/checkpoint`)).status).toBe(401);
});
