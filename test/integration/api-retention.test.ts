import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRawLog, verifyLog } from '@carrel/audit';
import {
  askResultSchema,
  collectionSchema,
  conversationDetailSchema,
  createdUserSchema,
  documentCardSchema,
  documentSchema,
  erasureSchema,
  holdSchema,
  searchResultSchema,
  sightingSchema,
  uploadResultSchema,
} from '@carrel/contract';
import { userIdSchema } from '@carrel/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { startTestApi, type TestApi, type TestRequest } from '../support/api/start-test-api.ts';
import { startTestWorker, type TestWorker } from '../support/api/start-test-worker.ts';

let api: TestApi;
let officers: readonly string[];
beforeAll(async () => {
  api = await startTestApi();
  officers = [await aPerson('Officer', ['compliance']), await aPerson('Officer', ['compliance'])];
}, 60_000);
afterAll(() => api.close());

const as = (id: string): TestRequest => ({ headers: { 'x-carrel-as': id } });
const post = (path: string, body: object | undefined, options: TestRequest = {}) =>
  api.owner(path, { method: 'POST', ...(body !== undefined && { body }), ...options });
const officer = (number: number) => as(officers[number] ?? '');

async function aPerson(name: string, roles: readonly string[] = []): Promise<string> {
  const body = { name, email: `${name.replaceAll(/\W/g, '')}.${crypto.randomUUID()}@example.com`, roles };
  return createdUserSchema.parse((await post('/api/v1/admin/users', body)).json).user.id;
}
const hold = async (userId: string) => holdSchema.parse((await post('/api/v1/audit/holds', { userId, reason: 'case 7' }, officer(0))).json);
const ask = (userId: string, by = 0) => post('/api/v1/audit/erasures', { userId, reason: 'request 12' }, officer(by));
const approve = (id: string, by: number) => post(`/api/v1/audit/erasures/${id}/approve`, undefined, officer(by));
const release = (id: string, by: number) => post(`/api/v1/audit/holds/${id}/release`, { reason: 'case closed' }, officer(by));
const codeOf = (response: { readonly json: unknown }) => z.object({ code: z.string() }).safeParse(response.json).data?.code;
const store = () => api.api.composed.store.read;

async function verify() {
  const items = [];
  for await (const item of readRawLog(store())) items.push(item);
  return verifyLog(items, { nowMs: Date.now() });
}

/** Files of the data folder that hold these bytes. */
async function filesWith(text: string): Promise<readonly string[]> {
  const names = await readdir(api.dataDir, { recursive: true, withFileTypes: true });
  const found = await Promise.all(
    names
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        return (await readFile(path).catch(() => Buffer.alloc(0))).includes(text) ? [path] : [];
      }),
  );
  return found.flat();
}

/** What must be true of a person after each step, and what each step must answer. */
async function model(person: string) {
  let held: { readonly id: string; askedBy: number | null } | null = null;
  let asked: { readonly id: string; readonly by: number } | null = null;
  let isErased = false;
  return {
    async hold() {
      if (held === null && !isErased) held = { id: (await hold(person)).id, askedBy: null };
    },
    async release(by: number) {
      if (held === null) return;
      const { status } = await release(held.id, by);
      expect(status).toBe(held.askedBy === by ? 403 : 200);
      if (held.askedBy === null) held = { ...held, askedBy: by };
      else if (held.askedBy !== by) held = null;
    },
    async ask(by: number) {
      if (asked !== null) return;
      const response = await ask(person, by);
      expect(response.status).toBe(held === null ? 201 : 409);
      if (held === null) asked = { id: erasureSchema.parse(response.json).id, by };
    },
    async approve(by: number) {
      if (asked === null || isErased) return;
      const { status } = await approve(asked.id, by);
      expect(status).toBe(held !== null ? 409 : asked.by === by ? 403 : 200);
      isErased = status === 200;
    },
    async check() {
      const user = await store().identity.findUser(userIdSchema.parse(person));
      expect(user?.name).toBe(isErased ? 'Erased person' : 'Kept');
    },
  };
}

describe('erasing a person', () => {
  test('leaves nothing of them in any file, and the log verifies', async () => {
    const canary = `Xyzzy${crypto.randomUUID().replaceAll('-', '')}`;
    const person = await aPerson(canary, ['employee']);
    await post('/api/v1/ask', { question: `How long is leave for ${canary}?`, stream: false }, as(person));
    await post('/api/v1/search', { query: canary }, as(person));
    await vi.waitFor(async () => expect((await verify()).verdict).toBe('ok'), { timeout: 10_000 });
    expect(await filesWith(canary)).not.toEqual([]);
    const ref = await store().audit.findSubjectRef(userIdSchema.parse(person));
    const { id } = erasureSchema.parse((await ask(person)).json);
    const own = await approve(id, 0);
    expect([own.status, codeOf(own)]).toEqual([403, 'SECOND_PERSON_REQUIRED']);
    expect(await store().audit.findKey('subject', ref ?? '')).not.toBeNull();
    expect(erasureSchema.parse((await approve(id, 1)).json)).toMatchObject({ state: 'executed', approvedBy: officers[1] });
    expect(await filesWith(canary)).toEqual([]);
    expect(await store().audit.findKey('subject', ref ?? '')).toBeNull();
    expect(await store().audit.findUserBySubject(ref ?? '')).toBeNull();
    expect(codeOf(await approve(id, 1))).toBe('CONFLICT');
    await vi.waitFor(async () => expect(await verify()).toMatchObject({ verdict: 'erased', exitCode: 4, counts: { erased: 1 } }), {
      timeout: 10_000,
    });
    expect(await verify()).toMatchObject({ findings: [{ code: 'erased' }] });
    expect((await post('/api/v1/search', { query: 'x' }, as(person))).status).not.toBe(200);
  });

  test('is for compliance alone, and not of the owner of the data folder', async () => {
    const [person, stranger] = [await aPerson('Person'), await aPerson('Stranger', ['admin'])];
    expect((await post('/api/v1/audit/erasures', { userId: person, reason: 'because' }, as(stranger))).status).toBe(403);
    expect((await post('/api/v1/audit/holds', { userId: person, reason: 'because' }, as(stranger))).status).toBe(403);
    expect((await ask('usr_unknown')).status).toBe(404);
    const owner = (await store().identity.findOwner())?.id ?? '';
    expect(codeOf(await ask(owner))).toBe('LAST_ADMIN');
  });
});

describe('a hold', () => {
  test('stops an erasure, also one that was asked for before, until two people release it', async () => {
    const person = await aPerson('Person');
    const { id } = erasureSchema.parse((await ask(person)).json);
    const held = await hold(person);
    expect(codeOf(await approve(id, 1))).toBe('CONTENT_HELD');
    expect(codeOf(await ask(person))).toBe('CONTENT_HELD');
    expect(holdSchema.parse((await release(held.id, 0)).json).state).toBe('release-asked');
    expect(codeOf(await release(held.id, 0))).toBe('SECOND_PERSON_REQUIRED');
    expect(codeOf(await approve(id, 1))).toBe('CONTENT_HELD');
    expect(holdSchema.parse((await release(held.id, 1)).json)).toMatchObject({ state: 'released', releasedBy: officers[1] });
    expect(codeOf(await release(held.id, 1))).toBe('CONFLICT');
    expect((await approve(id, 1)).status).toBe(200);
  });

  test('whatever is done in whatever order: nothing that is held is erased', async () => {
    const step = fc.record({
      what: fc.constantFrom('hold' as const, 'release' as const, 'ask' as const, 'approve' as const),
      who: fc.nat(1),
      by: fc.nat(1),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        const people = [await model(await aPerson('Kept')), await model(await aPerson('Kept'))];
        for (const { what, who, by } of steps) {
          await people[who]?.[what](by);
          for (const person of people) await person.check();
        }
      }),
      { numRuns: 20 },
    );
  }, 120_000);
});

describe('erasing a document', () => {
  let worker: TestWorker;
  let collectionId: string;
  beforeAll(async () => {
    worker = await startTestWorker(api.dataDir);
    collectionId = collectionSchema.parse((await post('/api/v1/collections', { name: 'Plans' })).json).id;
  }, 60_000);
  afterAll(() => worker.close());

  /** A document with words that are nowhere else, one of them also in its path; ingested as ever. */
  async function aDocument(word: string, secret = word): Promise<string> {
    const form = new FormData();
    form.append('file', new Blob([`# Plan ${word}\n\nThe plan ${word} has a budget of 4711 EUR for ${secret}.\n`]), `${secret}.md`);
    const response = await api.owner(`/api/v1/collections/${collectionId}/documents`, { method: 'POST', body: form });
    const id = uploadedId(response);
    await vi.waitFor(async () => expect(documentSchema.parse((await api.owner(`/api/v1/documents/${id}`)).json).state).toBe('published'), {
      timeout: 30_000,
      interval: 100,
    });
    return id;
  }
  const uploadedId = (response: { readonly json: unknown }) => {
    const [file] = uploadResultSchema.parse(response.json).files;
    return file?.outcome === 'accepted' ? file.document.id : '';
  };
  const aWord = () => `Quuz${crypto.randomUUID().replaceAll('-', '')}`;
  const askFor = (documentId: string, by = 0) => post('/api/v1/audit/erasures', { documentId, reason: 'never ours' }, officer(by));
  const question = async (word: string, by: TestRequest) => {
    const asked = await vi.waitFor(
      async () => {
        const { json } = await post('/api/v1/ask', { question: `What budget has the plan ${word}?`, stream: false }, by);
        const result = askResultSchema.parse(json);
        expect(result.citations).not.toEqual([]);
        return result;
      },
      { timeout: 20_000, interval: 300 },
    );
    return asked;
  };

  test('leaves nothing of it in any file, withholds what was answered from it, and the log verifies', async () => {
    const [word, secret, other] = [aWord(), aWord(), aWord()];
    const kept = await aDocument(other);
    const id = await aDocument(word, secret);
    const person = as(await aPerson('Asker', ['employee']));
    const { answerId, conversationId } = await question(word, person);
    await vi.waitFor(async () => expect(['ok', 'erased']).toContain((await verify()).verdict), { timeout: 10_000 });
    expect((await filesWith(secret)).length).toBeGreaterThan(2);
    const key = await store().audit.findKey('document', id);
    expect(key).not.toBeNull();

    const asked = erasureSchema.parse((await askFor(id)).json);
    expect(asked).toMatchObject({ documentId: id, userId: null, title: `Plan ${word}`, state: 'asked' });
    expect(codeOf(await approve(asked.id, 0))).toBe('SECOND_PERSON_REQUIRED');
    expect((await api.owner(`/api/v1/documents/${id}/content`)).status).toBe(200);
    expect(erasureSchema.parse((await approve(asked.id, 1)).json)).toMatchObject({ state: 'executed', title: 'Erased document' });

    expect((await api.owner(`/api/v1/documents/${id}`)).status).toBe(404);
    expect(await store().audit.findKey('document', id)).toBeNull();
    // The index is made anew beside the one that serves: its files had the words in their dictionaries.
    await vi.waitFor(async () => expect(await filesWith(secret)).toEqual([]), { timeout: 60_000, interval: 500 });
    const turns = conversationDetailSchema.parse((await api.owner(`/api/v1/conversations/${conversationId}`, person)).json).turns;
    // The question is the person's own, and goes with them; what was answered from the document is gone.
    expect(turns).toMatchObject([{ answerId, state: 'withheld' }]);
    expect(JSON.stringify(turns)).not.toContain('4711');
    const found = await vi.waitFor(
      async () => {
        const { json } = await post('/api/v1/search', { query: `plan ${other} budget` });
        return searchResultSchema.parse(json).passages.map(({ documentId }) => documentId);
      },
      { timeout: 10_000 },
    );
    expect(found).toContain(kept);
    expect(found).not.toContain(id);

    // Who had seen it is on record as before, by its id.
    const { json } = await api.owner(`/api/v1/audit/documents/${id}/sightings`, officer(0));
    expect(
      z
        .object({ items: z.array(sightingSchema) })
        .parse(json)
        .items.map((one) => one.answerId),
    ).toContain(answerId);
    await vi.waitFor(async () => expect(await verify()).toMatchObject({ verdict: 'erased', exitCode: 4 }), { timeout: 10_000 });
    expect((await verify()).findings.map(({ code }) => code)).toEqual(expect.arrayContaining(['erased']));
  }, 120_000);

  test('erases one that was deleted before, and leaves a file that another document has too', async () => {
    const word = aWord();
    const first = await aDocument(word);
    const form = new FormData();
    form.append('file', new Blob([`# Plan ${word}\n\nThe plan ${word} has a budget of 4711 EUR for ${word}.\n`]), `${word}-copy.md`);
    const uploaded = await api.owner(`/api/v1/collections/${collectionId}/documents`, { method: 'POST', body: form });
    const second = uploadedId(uploaded);
    await vi.waitFor(
      async () => expect(documentSchema.parse((await api.owner(`/api/v1/documents/${second}`)).json).state).toBe('published'),
      { timeout: 30_000, interval: 100 },
    );
    expect((await api.owner(`/api/v1/documents/${first}`, { method: 'DELETE' })).status).toBe(200);
    const cards = z.object({ items: z.array(documentCardSchema) });
    const { items } = cards.parse((await api.owner(`/api/v1/audit/documents?text=${word}`, officer(0))).json);
    expect(Object.fromEntries(items.map((one) => [one.id, one.deletedAt === null]))).toEqual({ [first]: false, [second]: true });
    const { id } = erasureSchema.parse((await askFor(first)).json);
    expect((await approve(id, 1)).status).toBe(200);
    const content = await api.owner(`/api/v1/documents/${second}/content`);
    expect([content.status, content.text]).toEqual([200, expect.stringContaining(word)]);
    const left = cards.parse((await api.owner(`/api/v1/audit/documents?text=${word}`, officer(0))).json).items;
    expect(left.map((one) => one.id)).toEqual([second]);
  }, 60_000);

  test('is stopped by a hold on it, and by one on a person whose answers rest on it', async () => {
    const word = aWord();
    const id = await aDocument(word);
    const personId = await aPerson('Asker', ['employee']);
    await question(word, as(personId));
    const asked = erasureSchema.parse((await askFor(id)).json);
    const onDocument = holdSchema.parse((await post('/api/v1/audit/holds', { documentId: id, reason: 'case 8' }, officer(0))).json);
    expect(onDocument).toMatchObject({ documentId: id, userId: null, title: `Plan ${word}`, state: 'placed' });
    expect(codeOf(await approve(asked.id, 1))).toBe('CONTENT_HELD');
    await release(onDocument.id, 0);
    await release(onDocument.id, 1);
    const onPerson = await hold(personId);
    expect(codeOf(await approve(asked.id, 1))).toBe('CONTENT_HELD');
    await release(onPerson.id, 0);
    await release(onPerson.id, 1);
    expect((await api.owner(`/api/v1/documents/${id}`)).status).toBe(200);
    expect((await approve(asked.id, 1)).status).toBe(200);
    expect((await api.owner(`/api/v1/documents/${id}`)).status).toBe(404);
  }, 60_000);

  test('is asked for of a document or of a person, and by compliance alone', async () => {
    const id = await aDocument(aWord());
    const body = { documentId: id, reason: 'because' };
    expect((await post('/api/v1/audit/erasures', body, as(await aPerson('Stranger', ['admin', 'curator'])))).status).toBe(403);
    expect(codeOf(await post('/api/v1/audit/erasures', { ...body, userId: officers[0] }, officer(0)))).toBe('INVALID_REQUEST');
    expect(codeOf(await post('/api/v1/audit/erasures', { reason: 'because' }, officer(0)))).toBe('INVALID_REQUEST');
    expect((await askFor('doc_unknown')).status).toBe(404);
  }, 60_000);
});
