import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Schema } from '@carrel/core';
import { Agent } from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fetchModel } from './fetch-model.ts';
import { parseModelSource } from './model-source.ts';

const content = randomBytes(300_000);
const sha256 = sha256Schema.parse(createHash('sha256').update(content).digest('hex'));
const file = { repository: 'owner/model', file: 'model.gguf', precision: 'Q8_0', sizeBytes: null, sha256 };

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
let answer: Answer;
let requests: string[];
let folder: string;
const dispatcher = new Agent();
const server = createServer((request, response) => {
  requests.push(`${request.url} ${request.headers.range ?? ''}`.trim());
  answer(request, response);
});
let hub: string;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  hub = `http://127.0.0.1:${address.port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await dispatcher.destroy();
});
beforeEach(async () => {
  requests = [];
  folder = await mkdtemp(join(tmpdir(), 'carrel-pull-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Answers as a hub does, with ranges; `cutAt` ends the connection when so many bytes of the file are out. */
const hubAnswer =
  ({ bytes = content, cutAt = () => Number.POSITIVE_INFINITY }: { readonly bytes?: Buffer; readonly cutAt?: () => number } = {}): Answer =>
  (request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(start > 0 ? 206 : 200, {
      etag: '"1"',
      'content-length': bytes.byteLength - start,
      ...(start > 0 && { 'content-range': `bytes ${start}-${bytes.byteLength - 1}/${bytes.byteLength}` }),
    });
    const end = Math.min(bytes.byteLength, cutAt());
    response.write(bytes.subarray(start, end), () => (end < bytes.byteLength ? setTimeout(() => response.destroy(), 40) : response.end()));
  };

const fetchIt = (
  options: { readonly sources?: readonly string[]; readonly freeBytes?: number; readonly redirectHosts?: readonly string[] } = {},
) =>
  fetchModel(
    { dispatcher, ...(options.freeBytes !== undefined && { freeBytes: () => Promise.resolve(options.freeBytes ?? 0) }) },
    {
      file,
      sources: (options.sources ?? [hub]).map(parseModelSource),
      quarantine: join(folder, 'quarantine'),
      mostBytes: 1_000_000,
      redirectHosts: options.redirectHosts ?? [],
      signal: AbortSignal.timeout(60_000),
      onProgress: () => undefined,
    },
  );

describe('a file of the hub', { timeout: 60_000 }, () => {
  it('is fetched from its place, whole', async () => {
    answer = hubAnswer();
    const fetched = await fetchIt();
    expect((await stat(fetched.path)).size).toBe(content.byteLength);
    expect(requests).toEqual(['/owner/model/resolve/main/model.gguf']);
  });

  it('cut off at 20 places is gone on with each time, and whole in the end', async () => {
    let cuts = 0;
    answer = hubAnswer({ cutAt: () => (cuts < 20 ? ((cuts += 1) * content.byteLength) / 21 : Number.POSITIVE_INFINITY) });
    await expect(fetchIt()).resolves.toMatchObject({ path: expect.stringContaining('model.gguf') });
    expect(requests).toHaveLength(21);
    expect(requests.slice(1).every((one) => one.includes('bytes='))).toBe(true);
  });

  it('is begun anew when the server has another one meanwhile', async () => {
    let count = 0;
    answer = (request, response) => {
      count += 1;
      if (count === 1) return hubAnswer({ cutAt: () => 100_000 })(request, response);
      response.writeHead(200, { etag: '"2"', 'content-length': content.byteLength }).end(content);
    };
    await expect(fetchIt()).resolves.toBeDefined();
  });

  it('comes from the next source when the first has none', async () => {
    answer = (_request, response) => response.writeHead(404).end();
    await writeFile(join(folder, 'model.gguf'), content);
    await expect(fetchIt({ sources: [hub, folder] })).resolves.toMatchObject({ source: join(folder, 'model.gguf') });
  });
});

describe('a file that is refused', { timeout: 60_000 }, () => {
  const left = () => readdir(join(folder, 'quarantine'));

  it('has another digest, and is not kept', async () => {
    answer = hubAnswer({ bytes: Buffer.concat([content.subarray(1), Buffer.from('x')]) });
    await expect(fetchIt()).rejects.toMatchObject({ code: 'MODEL_HASH_WRONG', message: expect.stringContaining(sha256) });
    await expect(left()).resolves.toEqual([]);
  });

  it('is larger than any model can be', async () => {
    answer = (_request, response) => void response.writeHead(200, { 'content-length': 2_000_000 }).write('x');
    await expect(fetchIt()).rejects.toMatchObject({ code: 'MODEL_SIZE_WRONG' });
  });

  it('never ends', async () => {
    answer = (_request, response) => {
      response.writeHead(200);
      const write = (): void => void (!response.destroyed && response.write(Buffer.alloc(64_000), write));
      write();
    };
    await expect(fetchIt()).rejects.toMatchObject({
      code: 'MODEL_SIZE_WRONG',
      message: expect.stringContaining('more than 1000000 bytes'),
    });
  });

  it('is shorter than the server said, again and again', async () => {
    answer = (_request, response) => response.writeHead(200, { 'content-length': content.byteLength }).write('x', () => response.destroy());
    await expect(fetchIt()).rejects.toMatchObject({ code: 'MODEL_SOURCE_FAILED' });
  });

  it('lies behind a redirect to another host', async () => {
    answer = (_request, response) => response.writeHead(302, { location: 'http://127.0.0.2:9/elsewhere' }).end();
    await expect(fetchIt()).rejects.toMatchObject({ code: 'MODEL_SOURCE_REDIRECTED', message: expect.stringContaining('127.0.0.2') });
    expect(requests).toHaveLength(1);
  });

  it('does not fit on the disk: nothing is written', async () => {
    answer = hubAnswer();
    await expect(fetchIt({ freeBytes: 100_000 })).rejects.toMatchObject({ code: 'DISK_FULL' });
    await expect(left()).resolves.toEqual([]);
  });
});
