import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlobStore, Sha256 } from '@carrel/core';
import { sha256Schema } from '@carrel/core';
import { describeBlobStoreContract } from '../../../../test/support/contracts/blob-store-contract.ts';
import { createFakeClock } from '../../../../test/support/fakes/fake-clock.ts';
import type { S3Server } from '../../../../test/support/s3-server.ts';
import { s3Keys, startS3Server } from '../../../../test/support/s3-server.ts';
import { signRequest } from '../s3/sign-request.ts';
import { createBlobStore } from './create-blob-store.ts';

const clock = createFakeClock(Date.now());
const mebibyte = 1024 * 1024;

function open(
  server: S3Server,
  root: string,
  more: { readonly cacheBytes?: number; readonly secretKey?: string } = {},
): Promise<BlobStore> {
  const { cacheBytes = 64 * mebibyte, secretKey = s3Keys.secretKey } = more;
  const s3 = {
    uri: 's3://carrel/blobs',
    endpoint: server.endpoint,
    region: 'us-east-1',
    isOffline: true,
    credentials: { ...s3Keys, secretKey },
    cacheBytes,
  };
  return createBlobStore({ clock }, { root, s3 });
}
const text = async function* (value: string) {
  yield await Promise.resolve(Buffer.from(value));
};
const keyOf = (sha256: string) => `/carrel/blobs/${sha256.slice(0, 2)}/${sha256}`;
const cachedOf = async (root: string) =>
  (await readdir(root, { recursive: true })).filter((name) => /[0-9a-f]{64}$/.test(name)).map((name) => name.slice(-64));

describeBlobStoreContract({
  name: 'S3',
  async create() {
    const [server, root] = [await startS3Server(), await mkdtemp(join(tmpdir(), 'carrel-s3-'))];
    const store = await open(server, root);
    return {
      store,
      async damage(sha256, how) {
        const object = Buffer.from(server.objects.get(keyOf(sha256)) ?? []);
        if (how === 'change') object[150_000] = 4;
        server.objects.set(keyOf(sha256), how === 'change' ? object : object.subarray(0, how === 'cut' ? 100_000 : 0));
        await rm(store.localPath(sha256) ?? '', { force: true });
      },
      leftovers: () => readdir(join(root, 'tmp')),
      async destroy() {
        await server.close();
        await rm(root, { recursive: true });
      },
    };
  },
});

describe('blobs in an S3-compatible store', () => {
  let server: S3Server;
  let root: string;
  beforeEach(async () => {
    server = await startS3Server();
    root = await mkdtemp(join(tmpdir(), 'carrel-s3-'));
  });
  afterEach(async () => {
    await server.close();
    await rm(root, { recursive: true });
  });

  it('are there for another machine, and are fetched once', async () => {
    const { sha256 } = await (await open(server, root)).put(text('shared'));
    expect([...server.objects.keys()]).toEqual([keyOf(sha256)]);
    const other = await open(server, join(root, 'other'));
    const before = server.requests();
    for (let round = 0; round < 3; round += 1) expect(Buffer.from(await other.read(sha256)).toString()).toBe('shared');
    expect(server.requests() - before).toBe(1);
    expect(await other.size(sha256)).toBe(6);
  });

  it('come from the store when the copy on the disk was damaged', async () => {
    const store = await open(server, root);
    const { sha256 } = await store.put(text('whole'));
    const { writeFile } = await import('node:fs/promises');
    await writeFile(store.localPath(sha256) ?? '', 'other');
    expect(Buffer.from(await store.read(sha256)).toString()).toBe('whole');
  });

  it('have not been put before the store has them, and are tried again when it fails for a while', async () => {
    const store = await open(server, root);
    server.failNext(2, 503);
    const { sha256 } = await store.put(text('patience'));
    expect(server.objects.has(keyOf(sha256))).toBe(true);
    server.failNext(10, 503);
    await expect(store.put(text('never'))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    server.failNext(0, 500);
    expect([...server.objects.keys()]).toEqual([keyOf(sha256)]);
  }, 30_000);

  it('are refused with a wrong key at once, and the key is in no message', async () => {
    const store = await open(server, root, { secretKey: 'a wrong secret' });
    const before = server.requests();
    const failure: unknown = await store.put(text('x')).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(String(failure)).not.toContain('wrong secret');
    expect(server.requests() - before).toBe(1);
  });

  it('leave the disk again, the oldest first, and never those that may be in use', async () => {
    const cacheBytes = 16 * mebibyte;
    const store = await open(server, root, { cacheBytes });
    const put: Sha256[] = [];
    for (let index = 0; index < 5; index += 1) {
      const bytes = Buffer.alloc(4 * mebibyte, index);
      put.push((await store.put(piecesOf(bytes))).sha256);
      const old = clock.nowMs() / 1000 - 3600 + index;
      if (index < 3) await utimes(store.localPath(put[index] ?? sha256Schema.parse('0'.repeat(64))) ?? '', old, old);
    }
    // Five of 4 MiB do not fit into 16: the two oldest went, down to three quarters.
    expect((await cachedOf(root)).toSorted()).toEqual(put.slice(2).toSorted());
    for (const [index, sha256] of put.entries()) {
      const bytes = await store.read(sha256);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
      expect(bytes[0]).toBe(index);
    }
  });

  it('reach nothing beyond this network when Carrel is offline', async () => {
    const at = (endpoint: string) => {
      const s3 = { uri: 's3://carrel', endpoint, region: 'us-east-1', isOffline: true, credentials: s3Keys, cacheBytes: mebibyte };
      return createBlobStore({ clock }, { root: join(root, 'offline'), s3 });
    };
    for (const endpoint of ['http://192.0.2.1:9000', 'https://[2001:db8::1]'])
      await expect(at(endpoint)).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION' });
    const named = await at(server.endpoint.replace('127.0.0.1', 'localhost'));
    expect((await named.put(text('near'))).sizeBytes).toBe(4);
  });

  it('are signed as the documentation of the protocol shows', () => {
    // The example "GET Object" of the page, without its Range header's query.
    const headers = signRequest(
      {
        method: 'GET',
        url: new URL('https://examplebucket.s3.amazonaws.com/test.txt'),
        headers: { range: 'bytes=0-9' },
        bodySha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
        region: 'us-east-1',
        nowMs: Date.parse('2013-05-24T00:00:00Z'),
      },
      { accessKey: 'AKIAIOSFODNN7EXAMPLE', secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
    );
    expect(headers['authorization']).toContain('Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41');
  });
});

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
