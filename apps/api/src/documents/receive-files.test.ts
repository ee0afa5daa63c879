import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { BlobStore } from '@carrel/core';
import { CarrelError, mediaTypes, sha256Schema } from '@carrel/core';
import { createRecordingPort } from '../../../../test/support/fakes/recording-port.ts';
import type { DetectMediaType, ReceivedFile } from './receive-files.ts';
import { receiveFiles } from './receive-files.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Keeps blobs in memory and counts what was held at most at once. */
function memoryBlobs() {
  const stored = new Map<string, Uint8Array>();
  const { port } = createRecordingPort<BlobStore>('blobs', {
    put: async (bytes, limits) => {
      const pieces: Uint8Array[] = [];
      let sizeBytes = 0;
      for await (const piece of bytes) {
        sizeBytes += piece.length;
        if (sizeBytes > (limits?.maxSizeBytes ?? Infinity)) throw new CarrelError('TOO_LARGE');
        pieces.push(piece);
      }
      const whole = Buffer.concat(pieces);
      const sha256 = sha256Schema.parse(createHash('sha256').update(whole).digest('hex'));
      stored.set(sha256, whole);
      return { sha256, sizeBytes };
    },
  });
  return { port, stored };
}

const detectMediaType: DetectMediaType = (first) =>
  first[0] === 0x4d ? { outcome: 'refused', code: 'UNSUPPORTED_TYPE' } : { outcome: 'supported', mediaType: mediaTypes.text };

async function startServer(limits: { maxFiles?: number; maxSizeBytes?: number } = {}) {
  const blobs = memoryBlobs();
  const results: (readonly ReceivedFile[] | Error)[] = [];
  let settled: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    settled = resolve;
  });
  const server = createServer((request, response) => {
    void receiveFiles(request, {
      deps: { blobs: blobs.port, detectMediaType },
      options: { maxFiles: limits.maxFiles ?? 20, maxSizeBytes: limits.maxSizeBytes ?? 1_000_000, peekBytes: 64 },
    })
      .then(
        (files) => results.push(files),
        (error: unknown) => results.push(error instanceof Error ? error : new Error('no error')),
      )
      .finally(() => {
        response.end();
        settled();
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, port, blobs, results, done };
}

async function upload(
  url: string,
  files: readonly (readonly [path: string | null, name: string, content: string | Uint8Array<ArrayBuffer>])[],
) {
  const form = new FormData();
  for (const [path, name, content] of files) {
    if (path !== null) form.append('path', path);
    form.append('file', new Blob([content]), name);
  }
  await fetch(url, { method: 'POST', body: form });
}

describe('receiveFiles', () => {
  it('stores each file under the path before it, or under its own name', async () => {
    const server = await startServer();
    await upload(server.url, [
      ['people/leave.txt', 'leave.txt', 'sixteen weeks'],
      [null, 'résumé.txt', 'two pages'],
    ]);
    expect(server.results[0]).toMatchObject([
      { outcome: 'stored', path: 'people/leave.txt', fileName: 'leave.txt', blob: { sizeBytes: 13 } },
      { outcome: 'stored', path: 'résumé.txt', blob: { sizeBytes: 9 } },
    ]);
  });

  it('refuses a file by type, size or path with its reason, and takes the others', async () => {
    const server = await startServer({ maxSizeBytes: 300_000 });
    const large = new Uint8Array(2_000_000).fill(0x61);
    await upload(server.url, [
      [null, 'setup.exe', 'MZ'],
      [null, 'large.txt', large],
      ['../secret.txt', 'secret.txt', 'x'],
      [null, 'good.txt', 'kept'],
    ]);
    expect(server.results[0]).toMatchObject([
      { outcome: 'refused', path: 'setup.exe', code: 'UNSUPPORTED_TYPE' },
      { outcome: 'refused', path: 'large.txt', code: 'TOO_LARGE' },
      { outcome: 'refused', path: '../secret.txt', code: 'INVALID_REQUEST' },
      { outcome: 'stored', path: 'good.txt' },
    ]);
  });

  it('keeps the bytes as they are, across the pieces in which they arrive', async () => {
    const server = await startServer();
    const content = Uint8Array.from({ length: 500_000 }, (_value, index) => (index * 31) % 256);
    content[0] = 1;
    await upload(server.url, [[null, 'all-bytes.bin', content]]);
    expect([...server.blobs.stored.values()][0]).toEqual(Buffer.from(content));
  });

  it('refuses more files than allowed as a whole', async () => {
    const server = await startServer({ maxFiles: 2 });
    await upload(server.url, [
      [null, '1.txt', 'a'],
      [null, '2.txt', 'b'],
      [null, '3.txt', 'c'],
    ]);
    expect(server.results[0]).toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('refuses a body of another type', async () => {
    const server = await startServer();
    await fetch(server.url, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
    expect(server.results[0]).toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it.each(['in the middle of a file', 'between two files'])('fails as incomplete when the connection breaks %s', async (place) => {
    const server = await startServer();
    const client = httpRequest({
      port: server.port,
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b', 'transfer-encoding': 'chunked' },
    });
    client.on('error', () => undefined);
    const file = '--b\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nthe beginning of a file that never';
    client.write(place === 'in the middle of a file' ? file : `${file}\r\n--b`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    client.destroy();
    await server.done;
    expect(server.results[0]).toMatchObject({ code: 'UPLOAD_INCOMPLETE' });
  });

  it('fails as incomplete when the body ends without its closing mark', async () => {
    const server = await startServer();
    await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      body: '--b\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhalf',
    });
    expect(server.results[0]).toMatchObject({ code: 'UPLOAD_INCOMPLETE' });
  });

  it('passes on an error of the store and takes nothing', async () => {
    const { port } = createRecordingPort<BlobStore>('blobs', { put: () => Promise.reject(new CarrelError('DISK_FULL')) });
    const server = createServer((request, response) => {
      void receiveFiles(request, {
        deps: { blobs: port, detectMediaType },
        options: { maxFiles: 2, maxSizeBytes: 10, peekBytes: 4 },
      }).catch((error: unknown) => {
        response.end(error instanceof CarrelError ? error.code : 'other');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => server.close());
    const form = new FormData();
    form.append('file', new Blob(['x'.repeat(1000)]), 'a.txt');
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { method: 'POST', body: form });
    expect(await response.text()).toBe('DISK_FULL');
  });
});
