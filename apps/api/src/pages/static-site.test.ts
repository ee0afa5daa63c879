import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStaticSite } from './static-site.ts';

let folder: string;
let server: Server;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-site-'));
  const app = express();
  app.use(...createStaticSite({ root: join(folder, 'out') }));
  app.use((_request, response) => void response.status(404).send('passed on'));
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

async function write(path: string, content: string): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), content);
}
/** Without the normalisation that `fetch` does. */
function get(
  path: string,
  headers: Readonly<Record<string, string>> = { accept: 'text/html' },
): Promise<{ status: number; body: string; headers: Readonly<Record<string, unknown>> }> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ port: (server.address() as AddressInfo).port, path, headers }, (incoming) => {
      let body = '';
      incoming.on('data', (piece: Buffer) => (body += piece.toString('utf8')));
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body, headers: incoming.headers }));
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

describe('createStaticSite', () => {
  it('serves a page under its address with and without the final slash, with a policy of its own', async () => {
    await write('out/index.html', 'home');
    await write('out/ask/index.html', '<script>x()</script>');
    await write('out/plain.html', 'plain');
    expect(await get('/')).toMatchObject({ status: 200, body: 'home' });
    for (const path of ['/ask', '/ask/', '/ask?question=1']) {
      const page = await get(path);
      expect(page).toMatchObject({ status: 200, body: '<script>x()</script>' });
      expect(page.headers['content-security-policy']).toMatch(/script-src 'self' 'sha256-/);
      expect(page.headers['cache-control']).toBe('no-cache');
    }
    expect((await get('/plain')).body).toBe('plain');
  });

  it('keeps files with a digest in their name for ever and asks anew for the others', async () => {
    await write('out/_next/static/chunks/a-123.js', 'code');
    await write('out/icon.svg', '<svg/>');
    expect((await get('/_next/static/chunks/a-123.js')).headers['cache-control']).toContain('immutable');
    expect((await get('/icon.svg')).headers['cache-control']).toBe('no-cache');
  });

  it('lets a worker fetch what lies beside it, and nothing else', async () => {
    await write('out/pdf/worker.mjs', 'work()');
    await write('out/start.js', 'start()');
    const worker = await get('/pdf/worker.mjs');
    expect(worker.headers['content-security-policy']).toMatch(/^default-src 'none'; .*connect-src 'self'/);
    expect((await get('/start.js')).headers['content-security-policy']).toBeUndefined();
  });

  it('sends the compressed copy to whoever reads it, under the same name, type and policy', async () => {
    await write('out/_next/static/chunks/a-123.js', 'plain code');
    await write('out/_next/static/chunks/a-123.js.br', 'compressed code');
    await write('out/pdf/worker.mjs', 'work()');
    await write('out/pdf/worker.mjs.br', 'compressed work');
    const compressed = await get('/_next/static/chunks/a-123.js?v=1', { 'accept-encoding': 'gzip, br' });
    expect(compressed).toMatchObject({ status: 200, body: 'compressed code' });
    expect(compressed.headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
    });
    expect((await get('/pdf/worker.mjs', { 'accept-encoding': 'br' })).headers['content-security-policy']).toContain("connect-src 'self'");
    for (const accepted of ['gzip', 'br;q=0', 'identity']) {
      const plain = await get('/_next/static/chunks/a-123.js', { 'accept-encoding': accepted });
      expect(plain.body).toBe('plain code');
      expect(plain.headers['content-encoding']).toBeUndefined();
    }
  });

  it('shows a page that was built again', async () => {
    await write('out/index.html', 'old');
    expect((await get('/')).body).toBe('old');
    await new Promise((resolve) => setTimeout(resolve, 20));
    await write('out/index.html', 'new');
    expect((await get('/')).body).toBe('new');
  });

  it.each(['/../secret', '/..%2fsecret', '/%2e%2e/secret', '/ask/..%5c..%5csecret', '/secret%00', '/%E0%A4%A'])(
    'leads nowhere outside of the folder: %s',
    async (path) => {
      await write('secret.html', 'secret');
      await write('secret/index.html', 'secret');
      await write('out/ask/index.html', 'ask');
      expect((await get(path)).body).not.toContain('secret');
    },
  );

  it('shows the page for what is missing to a browser, and passes the rest on', async () => {
    await write('out/404.html', 'nothing here');
    expect(await get('/nowhere')).toMatchObject({ status: 404, body: 'nothing here' });
    expect((await get('/nowhere', { accept: 'application/json' })).body).toBe('passed on');
  });

  it('says plainly that the page has not been built', async () => {
    expect(await get('/')).toMatchObject({ status: 503, body: expect.stringContaining('has not been built') as unknown });
  });
});
