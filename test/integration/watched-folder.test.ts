import { mkdir, mkdtemp, open, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { collectionSchema, documentSchema, pageOf, searchResultSchema, sourceDetailSchema, sourceSchema } from '@carrel/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';
import type { TestWorker } from '../support/api/start-test-worker.ts';
import { startTestWorker } from '../support/api/start-test-worker.ts';
import { until as waitUntil } from '../support/until.ts';

/** What the issue promises: a change is followed within this. */
const promisedMs = 30_000;

let api: TestApi;
let worker: TestWorker;
let outside: string;
beforeAll(async () => {
  api = await startTestApi({ CARREL_UPLOAD_MAX_BYTES: '100000' });
  worker = await startTestWorker(api.dataDir, {
    CARREL_UPLOAD_MAX_BYTES: '100000',
    CARREL_SOURCE_INTERVAL_MS: '700',
    CARREL_SOURCE_SETTLE_MS: '900',
    CARREL_INGEST_BACKLOG_BYTES: '2000',
  });
  outside = await mkdtemp(join(tmpdir(), 'carrel-watched-'));
}, 60_000);
afterAll(async () => {
  await worker.close();
  await api.close();
  await rm(outside, { recursive: true, force: true });
}, 30_000);

let folder: string;
let collectionId: string;
beforeEach(async () => {
  folder = await mkdtemp(join(outside, 'folder-'));
  const created = await api.owner('/api/v1/collections', { method: 'POST', body: { name: `C ${crypto.randomUUID()}` } });
  collectionId = collectionSchema.parse(created.json).id;
});

const aWord = () => `w${crypto.randomUUID().replaceAll('-', '')}`;
const post = async (path: string, body: object) => api.owner(path, { method: 'POST', body });
async function add(body: object = {}) {
  const response = await post('/api/v1/sources', { path: folder, collectionId, ...body });
  expect([response.status, response.text]).toEqual([201, expect.any(String)]);
  return sourceSchema.parse(response.json);
}
const show = async (id: string) => sourceDetailSchema.parse((await api.owner(`/api/v1/sources/${id}`)).json);
const documents = async () =>
  pageOf(documentSchema)
    .parse((await api.owner(`/api/v1/documents?limit=200&collectionId=${collectionId}`)).json)
    .items.toSorted((a, b) => (a.path < b.path ? -1 : 1));
const find = async (query: string) =>
  searchResultSchema
    .parse((await post('/api/v1/search', { query, mode: 'text', collections: [collectionId] })).json)
    .passages.map(({ documentId }) => documentId);

function until<Value>(what: string, look: () => Promise<Value | null | false>): Promise<Value> {
  return waitUntil(what, look, { timeoutMs: promisedMs, everyMs: 100 });
}

/** A run that has begun after now. */
async function nextRun(id: string, body: object = {}) {
  const before = (await show(id)).lastRun?.startedAt;
  await post(`/api/v1/sources/${id}/run`, body);
  return until('another run', async () => {
    const { lastRun } = await show(id);
    return lastRun !== null && lastRun.startedAt !== before ? lastRun : null;
  });
}
const published = (count: number) =>
  until(`${count} published documents`, async () => {
    const found = await documents();
    return found.length === count && found.every(({ state }) => state === 'published') ? found : null;
  });

describe('a watched folder', { timeout: 120_000 }, () => {
  it('is followed: new, changed, moved and deleted files, each within 30 seconds', async () => {
    const [first, second] = [aWord(), aWord()];
    await mkdir(join(folder, 'a'));
    await writeFile(join(folder, 'a', 'one.txt'), `The ${first} is here.`);
    await writeFile(join(folder, 'two.md'), '# Two\n\nSomething else.');
    const { id } = await add({ name: `Followed ${first}` });
    const [one, two] = await published(2);
    expect([one?.path, two?.path]).toEqual(['a/one.txt', 'two.md']);
    expect(await find(first)).toEqual([one?.id]);

    await writeFile(join(folder, 'a', 'one.txt'), `The ${second} is here.`);
    await until('the new version', async () => (await find(second)).length === 1 && (await find(first)).length === 0);
    expect((await documents())[0]?.id).toBe(one?.id);

    await mkdir(join(folder, 'b'));
    await rename(join(folder, 'a', 'one.txt'), join(folder, 'b', 'renamed.txt'));
    const moved = await until('the move', async () => (await documents()).find(({ path }) => path === 'b/renamed.txt') ?? null);
    expect(moved).toMatchObject({ id: one?.id, state: 'published' });
    expect(await documents()).toHaveLength(2);

    await rm(join(folder, 'two.md'));
    await until('the deletion', async () => (await documents()).length === 1);
    expect((await api.owner(`/api/v1/documents/${two?.id}`)).status).toBe(404);
    const source = await show(id);
    expect(source).toMatchObject({ state: 'active', documents: { published: 1 }, failures: [] });
    expect(source.nextRunAt).not.toBeNull();
    const { audit } = api.api.composed.store.read;
    await until('the audit log', async () => (await audit.listPending(1)).length === 0);
    const types = (await audit.searchEntries({}, { limit: 200 })).items.map(({ type }) => type);
    for (const type of ['connector.added', 'connector.ran', 'document.moved', 'document.replaced', 'document.deleted'])
      expect(types).toContain(type);
  });

  it('is read no further while too much waits to be worked on', async () => {
    const count = 60;
    for (let number = 0; number < count; number += 1)
      await writeFile(join(folder, `${number}.md`), `# ${number}\n\n${`File ${number} of many. `.repeat(10)}`);
    await add();
    let mostOpen = 0;
    await until('all of them', async () => {
      const found = await documents();
      mostOpen = Math.max(mostOpen, found.filter(({ state }) => state !== 'published').length);
      return found.length === count && found.every(({ state }) => state === 'published');
    });
    // 2,000 bytes are about ten of these files, and sixteen are read at once.
    expect(mostOpen).toBeGreaterThan(0);
    expect(mostOpen).toBeLessThan(30);
  });

  it('says of each run what was seen, and why a file was not taken', async () => {
    await writeFile(join(folder, 'fine.txt'), 'Good.');
    await writeFile(join(folder, 'setup.exe'), new Uint8Array([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0]));
    await writeFile(join(folder, 'huge.txt'), 'x'.repeat(100_001));
    await writeFile(join(folder, 'draft.txt'), 'Left out.');
    await writeFile(join(folder, '.hidden.txt'), 'Hidden.');
    const { id } = await add({ ignore: ['draft*'] });
    await published(1);
    const run = await nextRun(id);
    expect(run).toMatchObject({
      seen: 3,
      new: 0,
      changed: 0,
      moved: 0,
      unchanged: 1,
      deleted: 0,
      failed: 2,
      waiting: 0,
      held: 0,
      warning: null,
    });
    const { failures } = await show(id);
    expect(failures.map(({ path, reason }) => [path, reason.code])).toEqual([
      ['huge.txt', 'TOO_LARGE'],
      ['setup.exe', 'UNSUPPORTED_TYPE'],
    ]);
  });

  it('waits for a file that is still being written', async () => {
    const { id } = await add();
    const file = await open(join(folder, 'slow.txt'), 'w');
    for (let line = 0; line < 8; line += 1) {
      await file.write(`Line ${line}.\n`);
      await sleep(500);
      expect(await documents()).toEqual([]);
    }
    await file.close();
    const [document] = await published(1);
    const text = z.object({ text: z.string() }).parse((await api.owner(`/api/v1/documents/${document?.id}/text`)).json).text;
    expect(text).toContain('Line 7.');
    const versions = z.object({ items: z.array(z.unknown()) }).parse((await api.owner(`/api/v1/documents/${document?.id}/versions`)).json);
    expect(versions.items).toHaveLength(1);
    expect((await show(id)).documents).toEqual({ published: 1 });
  });

  it('that vanishes, or is replaced by an empty one, deletes nothing and warns, until somebody says that it is so', async () => {
    for (const name of ['one.txt', 'two.txt']) await writeFile(join(folder, name), `This is ${name}.`);
    const { id } = await add();
    await published(2);
    await nextRun(id);
    await rename(folder, `${folder}-away`);
    expect(await nextRun(id)).toMatchObject({ held: 2, deleted: 0, warning: { code: 'SOURCE_UNREACHABLE' } });
    await mkdir(folder);
    expect(await nextRun(id)).toMatchObject({ held: 2, deleted: 0, warning: { code: 'SOURCE_REPLACED' } });
    expect(await documents()).toHaveLength(2);
    await rm(folder, { recursive: true });
    await rename(`${folder}-away`, folder);
    expect(await nextRun(id)).toMatchObject({ seen: 2, unchanged: 2, held: 0, warning: null });
    await rm(folder, { recursive: true });
    await mkdir(folder);
    expect(await nextRun(id, { confirmDeletions: true })).toMatchObject({ deleted: 2, warning: null });
    expect(await documents()).toEqual([]);
  });

  it('is never left through a link', async () => {
    const secret = await mkdtemp(join(outside, 'secret-'));
    await writeFile(join(secret, 'salaries.txt'), 'Nobody may see this.');
    await symlink(secret, join(folder, 'linked-folder'));
    await symlink(join(secret, 'salaries.txt'), join(folder, 'linked-file.txt'));
    await writeFile(join(folder, 'own.txt'), 'Own.');
    const { id } = await add();
    await published(1);
    expect((await nextRun(id)).skipped).toBe(2);
    expect((await documents()).map(({ path }) => path)).toEqual(['own.txt']);
  });

  it('rests while it is paused, and is forgotten when it is removed, with its documents if so wanted', async () => {
    await writeFile(join(folder, 'one.txt'), 'One.');
    const { id } = await add();
    await published(1);
    const patched = await api.owner(`/api/v1/sources/${id}`, { method: 'PATCH', body: { state: 'paused' } });
    expect(sourceSchema.parse(patched.json)).toMatchObject({ state: 'paused', nextRunAt: null });
    await writeFile(join(folder, 'two.txt'), 'Two.');
    await sleep(2_500);
    expect(await documents()).toHaveLength(1);
    const removed = await api.owner(`/api/v1/sources/${id}?documents=delete`, { method: 'DELETE' });
    expect(removed.json).toEqual({ ok: true, deleted: 1 });
    expect((await api.owner(`/api/v1/sources/${id}`)).status).toBe(404);
    expect(await documents()).toEqual([]);
  });

  it('must be a folder that can be read, outside the data folder, under a name of its own', async () => {
    const codeOf = async (body: object) =>
      z.object({ code: z.string() }).parse((await post('/api/v1/sources', { collectionId, ...body })).json).code;
    expect(await codeOf({ path: 'relative/path' })).toBe('SOURCE_LOCATION_REFUSED');
    expect(await codeOf({ path: join(folder, 'nothing') })).toBe('SOURCE_UNREACHABLE');
    expect(await codeOf({ path: api.dataDir })).toBe('SOURCE_LOCATION_REFUSED');
    expect(await codeOf({ path: join(api.dataDir, 'blobs') })).toBe('SOURCE_LOCATION_REFUSED');
    expect(await codeOf({ path: '/' })).toBe('SOURCE_LOCATION_REFUSED');
    await add({ name: `Mine ${folder}` });
    expect(await codeOf({ path: folder, name: `Mine ${folder}` })).toBe('NAME_TAKEN');
  });
});
