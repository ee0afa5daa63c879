import { createHash } from 'node:crypto';
import type { CarrelClient } from '@carrel/contract';
import { createCarrelClient } from '@carrel/contract';
import { expect, test } from 'vitest';
import { sendNewFiles } from './send-new-files.ts';
import { aDocument } from '../fixtures/a-document.ts';

const large = (path: string) => ({ path, content: new File([path.repeat(100_000)], path) });
const sha256Of = (path: string) => createHash('sha256').update(path.repeat(100_000)).digest('hex');

/** A server that has some files already. */
function aServer(
  has: readonly string[],
  status = 200,
): { readonly client: CarrelClient; readonly asked: unknown[]; readonly sent: string[] } {
  const asked: unknown[] = [];
  const sent: string[] = [];
  const client = createCarrelClient({
    baseUrl: 'http://carrel.test',
    fetch: async (url, { body }) => {
      if (new URL(url).pathname.endsWith('/known-files')) {
        const { files } = JSON.parse(typeof body === 'string' ? body : '{}') as { readonly files: readonly { readonly path: string }[] };
        asked.push(...files);
        if (status !== 200)
          return Response.json({ type: 'x', title: 'x', status, code: 'FORBIDDEN', detail: 'x', requestId: 'x' }, { status });
        return Response.json({ documents: files.map(({ path }) => (has.includes(path) ? aDocument(path) : null)) });
      }
      const paths = body instanceof FormData ? body.getAll('path').map(String) : [];
      sent.push(...paths);
      return Response.json({ files: paths.map((path) => ({ outcome: 'accepted', path, document: aDocument(path) })) }, { status: 202 });
    },
  });
  return { client, asked, sent };
}
const send = ({ client }: ReturnType<typeof aServer>, files: readonly ReturnType<typeof large>[]) =>
  sendNewFiles({ ask: client, send: client }, { collectionId: 'col_1', files, idempotencyKey: 'key' });

test('what lies at its place already is not sent, and each file keeps its place in the result', async () => {
  const server = aServer(['b.pdf']);
  const { files } = await send(server, [large('a.pdf'), large('b.pdf'), large('c.pdf')]);
  expect(server.asked).toEqual(['a.pdf', 'b.pdf', 'c.pdf'].map((path) => ({ path, sha256: sha256Of(path) })));
  expect(server.sent).toEqual(['a.pdf', 'c.pdf']);
  expect(files.map(({ path, outcome }) => [path, outcome])).toEqual([
    ['a.pdf', 'accepted'],
    ['b.pdf', 'unchanged'],
    ['c.pdf', 'accepted'],
  ]);
});

test('nothing is sent where all is there', async () => {
  const server = aServer(['a.pdf']);
  expect((await send(server, [large('a.pdf')])).files).toMatchObject([{ outcome: 'unchanged', document: { id: 'doc_a.pdf' } }]);
  expect(server.sent).toEqual([]);
});

test('small files are sent without asking, and all are when the server does not say', async () => {
  const server = aServer(['a.txt']);
  await send(server, [{ path: 'a.txt', content: new File(['abc'], 'a.txt') }]);
  expect(server.asked).toEqual([]);
  const silent = aServer(['a.pdf'], 403);
  await send(silent, [large('a.pdf')]);
  expect([server.sent, silent.sent]).toEqual([['a.txt'], ['a.pdf']]);
});
