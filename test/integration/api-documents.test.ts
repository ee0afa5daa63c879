import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  collectionSchema,
  createdApiKeySchema,
  createdUserSchema,
  documentCountsSchema,
  documentSchema,
  documentTextSchema,
  knownFilesSchema,
  meSchema,
  policySchema,
  uploadResultSchema,
} from '@carrel/contract';
import { collectionIdSchema, policyIdSchema } from '@carrel/core';
import type { TestApi, TestRequest } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';

let api: TestApi;
let collectionId: string;
let policyId: string;
beforeAll(async () => {
  api = await startTestApi({ CARREL_UPLOAD_MAX_BYTES: '200000', CARREL_UPLOAD_MAX_FILES: '5' });
  ({ id: collectionId, defaultPolicyId: policyId } = await newCollection());
}, 60_000);
afterAll(() => api.close());

async function newCollection(body: { readonly name?: string; readonly defaultPolicyId?: string } = {}) {
  return collectionSchema.parse(
    (await api.owner('/api/v1/collections', { method: 'POST', body: { name: `Collection ${crypto.randomUUID()}`, ...body } })).json,
  );
}

type File = readonly [path: string, content: string | Uint8Array<ArrayBuffer>];
function formOf(files: readonly File[]): FormData {
  const form = new FormData();
  for (const [path, content] of files) {
    form.append('path', path);
    form.append('file', new Blob([content]), path.split('/').at(-1));
  }
  return form;
}
async function upload(files: readonly File[], options: TestRequest & { readonly query?: string; readonly into?: string } = {}) {
  const response = await api.owner(`/api/v1/collections/${options.into ?? collectionId}/documents${options.query ?? ''}`, {
    ...options,
    method: 'POST',
    body: formOf(files),
  });
  return { response, files: response.status === 202 ? uploadResultSchema.parse(response.json).files : [] };
}
async function uploadOne(path: string, content: string) {
  const { files } = await upload([[path, content]]);
  const [file] = files;
  if (file === undefined || file.outcome === 'refused') throw new Error('expected the file to be taken');
  return file;
}
const recordedTypes = async () => {
  const { audit } = api.api.composed.store.read;
  while ((await audit.listPending(1)).length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  return (await audit.searchEntries({}, { limit: 20 })).items.map(({ type }) => type);
};
/** A person with roles of their own, and a key to act with. */
async function aPerson(roles: readonly string[]) {
  const { user } = createdUserSchema.parse(
    (await api.owner('/api/v1/admin/users', { method: 'POST', body: { name: 'P', email: `${crypto.randomUUID()}@example.com`, roles } }))
      .json,
  );
  return { as: user.id, id: user.id };
}
const as = (person: { readonly as: string }): TestRequest => ({ headers: { 'x-carrel-as': person.as } });

describe('an upload', () => {
  it('makes a document of each file, stored durably, with its event', async () => {
    const { response, files } = await upload([
      ['people/leave.md', '# Leave\n\nSixteen weeks.'],
      ['kantine.txt', 'Montags gibt es Grünkohl.'],
    ]);
    expect(response.status).toBe(202);
    expect(files.map((file) => file.outcome)).toEqual(['accepted', 'accepted']);
    const [first] = files;
    if (first?.outcome !== 'accepted') throw new Error('expected a document');
    expect(first.document).toMatchObject({
      path: 'people/leave.md',
      title: 'leave.md',
      mediaType: 'text/markdown',
      state: 'stored',
      sizeBytes: 23,
      policyName: 'Everyone',
    });
    const sha256 = createHash('sha256').update('# Leave\n\nSixteen weeks.').digest('hex');
    const stored = await api.api.composed.store.read.versions.find(first.document.versionId as never);
    expect(stored?.blobSha256).toBe(sha256);
    expect((await recordedTypes()).slice(0, 2)).toEqual(['document.uploaded', 'document.uploaded']);
  });

  it('refuses what it cannot read, with the reason, and takes the rest', async () => {
    const { files } = await upload([
      ['setup.exe', new Uint8Array([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0])],
      ['empty.txt', ''],
      ['huge.txt', 'x'.repeat(200_001)],
      ['../../etc/passwd', 'root'],
      ['fine.txt', 'Good.'],
    ]);
    expect(files.map((file) => (file.outcome === 'refused' ? file.reason.code : file.outcome))).toEqual([
      'UNSUPPORTED_TYPE',
      'EMPTY_TEXT',
      'TOO_LARGE',
      'INVALID_REQUEST',
      'accepted',
    ]);
    for (const file of files) if (file.outcome === 'refused') expect(file.reason.text.length).toBeGreaterThan(20);
  });

  it('of the same bytes to the same place changes nothing; other bytes are a new version of the same document', async () => {
    const first = await uploadOne('same.txt', 'one');
    const again = await uploadOne('same.txt', 'one');
    expect(again.outcome).toBe('unchanged');
    expect(again.document.versionId).toBe(first.document.versionId);
    const changed = await uploadOne('/./same.txt', 'two');
    expect(changed).toMatchObject({ outcome: 'accepted', document: { id: first.document.id } });
    expect(changed.document.versionId).not.toBe(first.document.versionId);
    expect((await recordedTypes())[0]).toBe('document.replaced');
  });

  it('with a key gives the first result again and does nothing twice', async () => {
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const first = await upload([['once.txt', 'once']], { headers });
    const second = await upload([['once.txt', 'something else']], { headers });
    expect(second.files).toEqual(first.files);
    const other = await upload([['once.txt', 'something else']], { headers: { 'idempotency-key': crypto.randomUUID() } });
    expect(other.files[0]).toMatchObject({ outcome: 'accepted' });
  });

  it('of too many files, or of none, is refused as a whole', async () => {
    const before = await total();
    const tooMany = await upload(Array.from({ length: 6 }, (_, index): File => [`many-${index}.txt`, 'x']));
    expect(tooMany.response.status).toBe(400);
    expect((await upload([])).response.status).toBe(400);
    expect(await total()).toBe(before);
  });

  it.each(['in the middle of the second file', 'before the closing mark'])('that breaks off %s leaves nothing visible', async (place) => {
    const before = await total();
    const { port } = new URL(api.url);
    const key = createdApiKeySchema.parse(
      (await api.owner('/api/v1/admin/keys', { method: 'POST', body: { name: 'upload', scopes: ['documents:write'] } })).json,
    ).secret;
    const part = (name: string, content: string) =>
      `--b\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n${content}\r\n`;
    const sent =
      place === 'before the closing mark'
        ? part('1.txt', 'first') + part('2.txt', 'second')
        : `${part('1.txt', 'first')}${part('2.txt', 'second').slice(0, -4)}`;
    const outgoing = httpRequest({
      port,
      method: 'POST',
      path: `/api/v1/collections/${collectionId}/documents`,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'multipart/form-data; boundary=b', 'content-length': '100000' },
    });
    outgoing.on('error', () => undefined);
    outgoing.write(sent);
    await new Promise((resolve) => setTimeout(resolve, 150));
    outgoing.destroy();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await total()).toBe(before);
  });

  it('into a collection that does not exist, or by a policy that the person does not see, is a 404', async () => {
    expect((await upload([['a.txt', 'a']], { into: `col_${'0'.repeat(32)}` })).response.status).toBe(404);
    expect((await upload([['a.txt', 'a']], { query: '?policy=No%20such%20policy' })).response.status).toBe(404);
  });

  it('needs the role, the grant to curate the collection and, with a key, the scope', async () => {
    const employee = await aPerson(['employee']);
    expect((await upload([['a.txt', 'a']], as(employee))).response.status).toBe(403);
    const curator = await aPerson(['curator']);
    const refused = await upload([['b.txt', 'b']], as(curator));
    expect([refused.response.status, refused.response.json]).toMatchObject([403, { code: 'NOT_CURATOR' }]);
    await api.owner(`/api/v1/collections/${collectionId}/curators`, { method: 'POST', body: { principal: curator.id } });
    expect((await upload([['b.txt', 'b']], as(curator))).response.status).toBe(202);
  });
});

describe('what need not be uploaded', () => {
  const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex');
  const ask = async (files: readonly { readonly path: string; readonly sha256: string }[], options: TestRequest = {}) => {
    const response = await api.owner(`/api/v1/collections/${collectionId}/known-files`, { method: 'POST', body: { files }, ...options });
    return response.status === 200 ? knownFilesSchema.parse(response.json).documents : response.status;
  };

  it('is told by place and digest, in the order of the question', async () => {
    const { document } = await uploadOne('known/a.txt', 'The same bytes.');
    const known = await ask([
      { path: 'known/b.txt', sha256: sha256Of('The same bytes.') },
      { path: 'known/a.txt', sha256: sha256Of('The same bytes.') },
      { path: 'known/a.txt', sha256: sha256Of('Other bytes.') },
      { path: '/./known/a.txt', sha256: sha256Of('The same bytes.') },
      { path: '../known/a.txt', sha256: sha256Of('The same bytes.') },
    ]);
    expect(known).toMatchObject([null, { id: document.id, path: 'known/a.txt' }, null, { id: document.id }, null]);
  });

  it('says nothing of what the caller may not read, nor where they may not upload', async () => {
    const owner = meSchema.parse((await api.owner('/api/v1/me')).json).userId;
    const own = policySchema.parse(
      (await api.owner('/api/v1/admin/policies', { method: 'POST', body: { name: `P ${crypto.randomUUID()}`, readers: [owner] } })).json,
    );
    await upload([['known/secret.txt', 'Secret.']], { query: `?policy=${own.id}` });
    const question = [{ path: 'known/secret.txt', sha256: sha256Of('Secret.') }];
    expect(await ask(question)).toMatchObject([{ path: 'known/secret.txt' }]);
    const curator = await aPerson(['curator']);
    expect(await ask(question, as(curator))).toBe(403);
    await api.owner(`/api/v1/collections/${collectionId}/curators`, { method: 'POST', body: { principal: curator.id } });
    expect(await ask(question, as(curator))).toEqual([null]);
    expect(await ask(question, as(await aPerson(['employee'])))).toBe(403);
    expect(await ask([{ path: 'a', sha256: 'short' }])).toBe(400);
  });
});

describe('documents', () => {
  it('are listed by state, collection and part of the name, page by page, and counted', async () => {
    const collection = await newCollection();
    await upload(
      [1, 2, 3].map((number): File => [`Report ${number}.txt`, `report ${number}`]),
      { into: collection.id },
    );
    const first = await api.owner(`/api/v1/documents?collectionId=${collection.id}&limit=2&state=stored&text=report`);
    const page = first.json as { items: { path: string }[]; nextCursor: string };
    const second = await api.owner(
      `/api/v1/documents?collectionId=${collection.id}&limit=2&state=stored&text=report&cursor=${encodeURIComponent(page.nextCursor)}`,
    );
    const paths = [...page.items, ...(second.json as { items: { path: string }[] }).items].map(({ path }) => path);
    expect(paths.toSorted()).toEqual(['Report 1.txt', 'Report 2.txt', 'Report 3.txt']);
    const counts = documentCountsSchema.parse((await api.owner(`/api/v1/documents/counts?collectionId=${collection.id}`)).json);
    expect(counts).toEqual({ total: 3, byState: { stored: 3 } });
  });

  it('answer the same, word for word, when they are missing, forbidden or no documents at all', async () => {
    const policy = policySchema.parse(
      (await api.owner('/api/v1/admin/policies', { method: 'POST', body: { name: `Nobody ${crypto.randomUUID()}` } })).json,
    );
    const hidden = await api.publishText({
      collectionId: collectionIdSchema.parse(collectionId),
      policyId: policyIdSchema.parse(policy.id),
      path: 'hidden.txt',
      text: 'Nobody may read this.',
    });
    const ids = [hidden.documentId, `doc_${'0'.repeat(32)}`, 'not-an-id', collectionId];
    for (const suffix of ['', '/text', '/content', `/content?versionId=${hidden.versionId}`]) {
      const bodies = await Promise.all(
        ids.map(async (id) => (await api.owner(`/api/v1/documents/${id}${suffix}`)).text.replace(/"requestId":"[^"]+"/, '')),
      );
      expect(new Set(bodies).size).toBe(1);
      expect(bodies[0]).toContain('"status":404');
    }
    for (const [method, suffix] of [
      ['DELETE', ''],
      ['POST', '/retry'],
    ] as const) {
      const statuses = await Promise.all(ids.map(async (id) => (await api.owner(`/api/v1/documents/${id}${suffix}`, { method })).status));
      expect(statuses).toEqual([404, 404, 404, 404]);
    }
  });

  it('are gone with the request after the one that deletes them, and their place is free again', async () => {
    const { document } = await uploadOne('short-lived.txt', 'now');
    expect((await api.owner(`/api/v1/documents/${document.id}`, { method: 'DELETE' })).json).toEqual({ ok: true });
    expect((await api.owner(`/api/v1/documents/${document.id}`)).status).toBe(404);
    expect((await api.owner(`/api/v1/documents/${document.id}`, { method: 'DELETE' })).status).toBe(404);
    expect((await recordedTypes())[0]).toBe('document.deleted');
    expect((await uploadOne('short-lived.txt', 'now')).document.id).not.toBe(document.id);
  });

  it('can be tried again only when they failed', async () => {
    const { document } = await uploadOne('tried.txt', 'text');
    expect((await api.owner(`/api/v1/documents/${document.id}/retry`, { method: 'POST' })).status).toBe(409);
    const { versions } = api.api.composed.store.read;
    const lease = await versions.claim(document.versionId as never, 'test', Date.now(), 60_000);
    await versions.advance({
      versionId: document.versionId as never,
      epoch: lease?.epoch ?? 0,
      from: 'stored',
      to: 'failed',
      result: { reason: { code: 'PARSER_CRASHED', isRetryable: true } },
    });
    const failed = documentSchema.parse((await api.owner(`/api/v1/documents/${document.id}`)).json);
    expect(failed).toMatchObject({ state: 'failed', reason: { code: 'PARSER_CRASHED', isRetryable: true } });
    expect(failed.reason?.text).toContain('stopped unexpectedly');
    const retried = await api.owner(`/api/v1/documents/${document.id}/retry`, { method: 'POST' });
    expect(retried.status).toBe(202);
    expect(documentSchema.parse(retried.json).state).toBe('stored');
    expect((await recordedTypes())[0]).toBe('document.retried');
  });
});

describe('content and text', () => {
  it('give the original file as a download that no browser runs, on record', async () => {
    const html = '<html><script>alert(1)</script><p>Hello</p></html>';
    const { document } = await uploadOne('überblick "1".html', html);
    const response = await api.owner(`/api/v1/documents/${document.id}/content`);
    expect(response.text).toBe(html);
    expect(response.headers.get('content-type')).toBe('text/html');
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="_berblick _1_.html"; filename*=UTF-8''%C3%BCberblick%20%221%22.html`,
    );
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect((await recordedTypes())[0]).toBe('document.downloaded');
  });

  it.each([
    ['a short one', 3],
    ['a long one, rendered beside the event loop', 6_000],
  ])('give the text with spans that are exact: %s', async (_what, lineCount) => {
    const text = Array.from({ length: lineCount }, (_, index) => `Line ${index} costs 5 € 🎉 in total.`).join('\n');
    const { documentId, versionId } = await api.publishText({
      collectionId: collectionIdSchema.parse(collectionId),
      policyId: policyIdSchema.parse(policyId),
      path: `text-${lineCount}.txt`,
      text,
    });
    const view = documentTextSchema.parse((await api.owner(`/api/v1/documents/${documentId}/text?versionId=${versionId}`)).json);
    expect(view.text).toBe(text);
    expect(view.blocks).toHaveLength(lineCount);
    expect(view.chunks).toHaveLength(lineCount);
    for (const [index, { start, end }] of view.chunks.entries())
      expect(view.text.slice(start, end)).toBe(`Line ${index} costs 5 € 🎉 in total.`);
    expect((await recordedTypes())[0]).toBe('document.previewed');
  });

  it('of a version of another document are a 404', async () => {
    const [one, other] = [await uploadOne('one.txt', '1'), await uploadOne('other.txt', '2')];
    expect((await api.owner(`/api/v1/documents/${one.document.id}/content?versionId=${other.document.versionId}`)).status).toBe(404);
  });
});

describe('the stream of progress', () => {
  it('tells of what the caller may read, as it changes, and of nothing else', async () => {
    const policy = policySchema.parse(
      (await api.owner('/api/v1/admin/policies', { method: 'POST', body: { name: `Closed ${crypto.randomUUID()}`, readers: [] } })).json,
    );
    const key = createdApiKeySchema.parse(
      (await api.owner('/api/v1/admin/keys', { method: 'POST', body: { name: 'events', scopes: ['documents:read'] } })).json,
    ).secret;
    const stop = new AbortController();
    const response = await fetch(`${api.url}/api/v1/ingest/events`, { headers: { authorization: `Bearer ${key}` }, signal: stop.signal });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    let received = '';
    const reading = (async () => {
      for await (const bytes of response.body ?? []) received += Buffer.from(bytes).toString('utf8');
    })().catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await api.publishText({
      collectionId: collectionIdSchema.parse(collectionId),
      policyId: policyIdSchema.parse(policy.id),
      path: 'unseen.txt',
      text: 'unseen',
    });
    const { document } = await uploadOne('seen.txt', 'seen');
    await expect.poll(() => received, { timeout: 5_000 }).toContain('seen.txt');
    await api.owner(`/api/v1/documents/${document.id}`, { method: 'DELETE' });
    await expect.poll(() => received, { timeout: 5_000 }).toContain(`event: deleted\ndata: {"documentId":"${document.id}"}`);
    expect(received).not.toContain('unseen.txt');
    stop.abort();
    await reading;
  });
});

describe('collections', () => {
  it('are made, renamed and, once they are empty, deleted, each on record', async () => {
    const { id } = await newCollection();
    const name = `Renamed ${crypto.randomUUID()}`;
    expect((await api.owner(`/api/v1/collections/${id}`, { method: 'PATCH', body: { name } })).json).toMatchObject({ id, name });
    const { files } = await upload([['a.txt', 'a']], { into: id });
    expect((await api.owner(`/api/v1/collections/${id}`, { method: 'DELETE' })).status).toBe(409);
    const [file] = files;
    if (file?.outcome !== 'accepted') throw new Error('expected a document');
    await api.owner(`/api/v1/documents/${file.document.id}`, { method: 'DELETE' });
    expect((await api.owner(`/api/v1/collections/${id}`, { method: 'DELETE' })).json).toEqual({ ok: true });
    expect((await api.owner(`/api/v1/collections/${id}`)).status).toBe(404);
    expect((await recordedTypes())[0]).toBe('collection.deleted');
  });

  it('have names of their own', async () => {
    const { name } = await newCollection();
    expect((await api.owner('/api/v1/collections', { method: 'POST', body: { name } })).status).toBe(409);
  });

  it('are not there for whoever may read nothing in them', async () => {
    const policy = policySchema.parse(
      (await api.owner('/api/v1/admin/policies', { method: 'POST', body: { name: `For one ${crypto.randomUUID()}`, readers: [] } })).json,
    );
    const outsider = await aPerson(['curator']);
    const insider = await aPerson(['curator']);
    await api.owner(`/api/v1/admin/policies/${policy.id}/grants`, { method: 'POST', body: { principal: insider.id } });
    const created = await api.owner('/api/v1/collections', {
      method: 'POST',
      body: { name: `Closed ${crypto.randomUUID()}`, defaultPolicyId: policy.id },
      ...as(insider),
    });
    const { id } = collectionSchema.parse(created.json);
    expect((await api.owner(`/api/v1/collections/${id}`, as(insider))).status).toBe(200);
    expect((await api.owner(`/api/v1/collections/${id}`, as(outsider))).status).toBe(404);
    expect((await api.owner('/api/v1/collections', as(outsider))).text).not.toContain(id);
    expect((await upload([['a.txt', 'a']], { into: id, ...as(outsider) })).response.status).toBe(404);
  });
});

async function total(): Promise<number> {
  return documentCountsSchema.parse((await api.owner('/api/v1/documents/counts')).json).total;
}
