import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { aDocument, aProblem, clientOf } from '../fixtures/fake-server.ts';
import type { UploadFile } from './find-files.ts';
import type { IngestOutcome } from './ingest-files.ts';
import { ingestFiles } from './ingest-files.ts';
import { lineOf } from './ingest-line.ts';

const aFile = (path: string, sizeBytes = 1): UploadFile => ({ path, sizeBytes, open: async () => new Blob([path]) });
const pathsOf = (form: FormData | null) => form?.getAll('path').map(String) ?? [];

/** A server that takes every file, and whose documents have been published at the second look. */
function aServer(refused: Readonly<Record<string, string>> = {}) {
  const documents = new Map<string, ReturnType<typeof aDocument>>();
  let looks = 0;
  const server = clientOf({
    uploadDocuments: ({ form }) => ({
      status: 202,
      body: {
        files: pathsOf(form).map((path) => {
          const code = refused[path];
          if (code !== undefined) return { outcome: 'refused', path, reason: { code, text: code, isRetryable: false } };
          const document = aDocument({ id: `doc_${path}`, path });
          documents.set(document.id, document);
          return { outcome: 'accepted', path, document };
        }),
      },
    }),
    listDocuments: () => {
      looks += 1;
      return { body: { items: looks < 2 ? [...documents.values()] : [], nextCursor: null } };
    },
    getDocument: ({ url }) => ({
      body: aDocument({ ...documents.get(decodeURIComponent(url.pathname.split('/').at(-1) ?? '')), state: 'published', chunks: 2 }),
    }),
  });
  return server;
}

async function ingest(
  client: ReturnType<typeof clientOf>['client'],
  files: readonly UploadFile[],
  isWaiting: boolean,
  maxUploadBytes = 100,
): Promise<readonly IngestOutcome[]> {
  const outcomes: IngestOutcome[] = [];
  const input = { client, collectionId: 'col_1', files, maxUploadBytes, isWaiting, signal: AbortSignal.timeout(10_000) };
  await ingestFiles(input, { onOutcome: (outcome) => void outcomes.push(outcome), onUploaded: () => {} });
  return outcomes;
}

test('without waiting each file is told in the state in which it was taken', async () => {
  const { client } = aServer();
  const outcomes = await ingest(client, [aFile('a.txt'), aFile('b.txt')], false);
  expect(outcomes.map((one) => lineOf(one, 5))).toEqual([
    { path: 'a.txt', documentId: 'doc_a.txt', versionId: 'dv_1', state: 'stored', ms: 5 },
    { path: 'b.txt', documentId: 'doc_b.txt', versionId: 'dv_1', state: 'stored', ms: 5 },
  ]);
});

test('with waiting each file is told once, when it has reached its end', async () => {
  const { client } = aServer();
  const outcomes = await ingest(client, [aFile('a.txt'), aFile('b.txt')], true);
  expect(outcomes.map((one) => lineOf(one, 5))).toEqual([
    { path: 'a.txt', documentId: 'doc_a.txt', versionId: 'dv_1', state: 'published', chunks: 2, ms: 5 },
    { path: 'b.txt', documentId: 'doc_b.txt', versionId: 'dv_1', state: 'published', chunks: 2, ms: 5 },
  ]);
});

test('a refused file and one that is too large fail with their reason, and stop nobody else', async () => {
  const { client } = aServer({ 'bad.exe': 'UNSUPPORTED_TYPE' });
  const outcomes = await ingest(client, [aFile('huge.pdf', 101), aFile('bad.exe'), aFile('a.txt')], true);
  expect(outcomes.map((one) => lineOf(one, 0)).map(({ path, state, reason }) => [path, state, reason])).toEqual([
    ['huge.pdf', 'failed', 'TOO_LARGE'],
    ['bad.exe', 'failed', 'UNSUPPORTED_TYPE'],
    ['a.txt', 'published', undefined],
  ]);
});

test('a batch that the server cannot take now is sent again under the same key', async () => {
  const keys: (string | null)[] = [];
  const { client } = clientOf({
    uploadDocuments: ({ form, headers }) => {
      keys.push(headers.get('idempotency-key'));
      if (keys.length === 1) return aProblem(429, 'RATE_LIMITED', { retryAfterMs: 10 });
      return { status: 202, body: { files: pathsOf(form).map((path) => ({ outcome: 'accepted', path, document: aDocument({ path }) })) } };
    },
  });
  expect(await ingest(client, [aFile('a.txt')], false)).toHaveLength(1);
  expect(keys).toHaveLength(2);
  expect(keys[0]).toBe(keys[1]);
});

test('one bad file in a batch does not hold up the others', async () => {
  const { client } = clientOf({
    uploadDocuments: ({ form }) => {
      const paths = pathsOf(form);
      if (paths.includes('bad.txt')) return aProblem(400, 'INVALID_REQUEST');
      return { status: 202, body: { files: paths.map((path) => ({ outcome: 'accepted', path, document: aDocument({ path }) })) } };
    },
  });
  const outcomes = await ingest(client, [aFile('a.txt'), aFile('bad.txt'), aFile('c.txt')], false);
  expect(outcomes.map((one) => lineOf(one, 0)).map(({ path, state, reason }) => [path, state, reason])).toEqual([
    ['a.txt', 'stored', undefined],
    ['bad.txt', 'failed', 'INVALID_REQUEST'],
    ['c.txt', 'stored', undefined],
  ]);
});

test('what would refuse every file ends the whole', async () => {
  const { client, calls } = clientOf({ uploadDocuments: () => aProblem(403, 'FORBIDDEN') });
  await expect(ingest(client, [aFile('a.txt'), aFile('b.txt')], true)).rejects.toMatchObject({ problem: { code: 'FORBIDDEN' } });
  expect(calls.filter((name) => name === 'uploadDocuments')).toHaveLength(1);
});

test('a document that is deleted while it is worked on is told as deleted', async () => {
  const { client } = clientOf({
    uploadDocuments: ({ form }) => ({
      status: 202,
      body: { files: pathsOf(form).map((path) => ({ outcome: 'accepted', path, document: aDocument({ path }) })) },
    }),
    listDocuments: () => ({ body: { items: [], nextCursor: null } }),
    getDocument: () => aProblem(404, 'NOT_FOUND'),
  });
  expect(await ingest(client, [aFile('a.txt')], true)).toEqual([{ type: 'deleted', path: 'a.txt', documentId: 'doc_1' }]);
});

test('a large file that lies at its place already is not sent again', async () => {
  const digests: unknown[] = [];
  const { client, calls } = clientOf({
    uploadDocuments: ({ form }) => ({
      status: 202,
      body: { files: pathsOf(form).map((path) => ({ outcome: 'accepted', path, document: aDocument({ id: `doc_${path}`, path }) })) },
    }),
    findKnownFiles: ({ json }) => {
      digests.push(json);
      return { body: { documents: [aDocument({ id: 'doc_there', path: 'there.pdf', state: 'published' }), null] } };
    },
  });
  const outcomes: IngestOutcome[] = [];
  const files = [aFile('there.pdf', 300_000), aFile('new.pdf', 10)];
  const input = { client, collectionId: 'col_1', files, maxUploadBytes: 1_000_000, isWaiting: false, signal: AbortSignal.timeout(10_000) };
  await ingestFiles(input, { onOutcome: (outcome) => void outcomes.push(outcome), onUploaded: () => {} });
  expect(calls).toEqual(['findKnownFiles', 'uploadDocuments']);
  expect(digests).toEqual([
    {
      files: ['there.pdf', 'new.pdf'].map((path) => ({ path, sha256: createHash('sha256').update(path).digest('hex') })),
    },
  ]);
  expect(outcomes).toMatchObject([
    { type: 'document', path: 'there.pdf', document: { id: 'doc_there' } },
    { type: 'document', path: 'new.pdf', document: { id: 'doc_new.pdf' } },
  ]);
});

test('when the server does not say what it has, or a file cannot be read for it, all are sent', async () => {
  const { client, calls } = clientOf({
    uploadDocuments: ({ form }) => ({
      status: 202,
      body: { files: pathsOf(form).map((path) => ({ outcome: 'accepted', path, document: aDocument({ id: `doc_${path}`, path }) })) },
    }),
    findKnownFiles: () => ({ status: 400, body: aProblem(400, 'INVALID_REQUEST') }),
  });
  const unreadable: UploadFile = {
    ...aFile('gone.txt', 300_000),
    open: () => Promise.reject(Object.assign(new Error('gone'), { code: 'SOURCE_FILE_UNREADABLE' })),
  };
  expect(await ingest(client, [aFile('large.pdf', 300_000)], false, 1_000_000)).toMatchObject([{ type: 'document', path: 'large.pdf' }]);
  expect(calls).toEqual(['findKnownFiles', 'uploadDocuments']);
  expect(await ingest(client, [unreadable], false, 1_000_000)).toEqual([
    { type: 'refused', path: 'gone.txt', code: 'SOURCE_FILE_UNREADABLE' },
  ]);
  expect(calls).toEqual(['findKnownFiles', 'uploadDocuments']);
});
