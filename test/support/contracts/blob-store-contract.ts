import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BlobStore, type Sha256, sha256Schema } from '../../../packages/core/src/index.ts';

export interface BlobStoreUnderTest {
  readonly store: BlobStore;
  /** Changes one byte of the blob where it lies, or cuts it. */
  damage(sha256: Sha256, how: 'change' | 'cut' | 'empty'): Promise<void>;
  /** Names of files that are there besides the blobs. */
  leftovers(): Promise<readonly string[]>;
  destroy(): Promise<void>;
}

export interface BlobStoreContract {
  readonly name: string;
  create(): Promise<BlobStoreUnderTest>;
}

async function* pieces(...parts: readonly (Uint8Array | string)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    await Promise.resolve();
    yield typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
  }
}

const sha256Of = (bytes: Uint8Array | string) => sha256Schema.parse(createHash('sha256').update(bytes).digest('hex'));

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What every blob store does, in the words of the port (`packages/core/src/ports/blob-store.ts`). */
export function describeBlobStoreContract(contract: BlobStoreContract): void {
  describe(`blob store: ${contract.name}`, () => {
    let under: BlobStoreUnderTest;
    let store: BlobStore;
    beforeEach(async () => {
      under = await contract.create();
      store = under.store;
    });
    afterEach(() => under.destroy());

    it('names a blob by the SHA-256 of its bytes, however they were cut', async () => {
      expect(await store.put(pieces('ab', '', 'c'))).toEqual({ sha256: sha256Of('abc'), sizeBytes: 3 });
      expect(await store.put(pieces('abc'))).toEqual({ sha256: sha256Of('abc'), sizeBytes: 3 });
      expect(await store.put(pieces())).toEqual({ sha256: sha256Of(''), sizeBytes: 0 });
    });

    it('gives a blob up for good, also one that is not there, and takes it again', async () => {
      const [{ sha256 }, kept] = [await store.put(pieces('abc')), await store.put(pieces('abcd'))];
      for (let round = 0; round < 2; round += 1) await store.remove(sha256);
      expect([await store.has(sha256), await store.has(kept.sha256)]).toEqual([false, true]);
      await expect(store.read(sha256)).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND' });
      await store.put(pieces('abc'));
      expect(Buffer.from(await store.read(sha256)).toString('utf8')).toBe('abc');
    });

    it('gives back the bytes that were put, whole and as a stream', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }), async (parts) => {
          const { sha256 } = await store.put(pieces(...parts));
          expect(Buffer.from(await store.read(sha256))).toEqual(Buffer.concat(parts));
          expect(await collect(await store.readStream(sha256))).toEqual(Buffer.concat(parts));
        }),
        { numRuns: 20 },
      );
    });

    it('streams a blob that is larger than any buffer', async () => {
      const part = Buffer.alloc(300_000, 7);
      const { sha256, sizeBytes } = await store.put(pieces(part, part, part, part));
      expect(sizeBytes).toBe(1_200_000);
      expect(sha256Of(await collect(await store.readStream(sha256)))).toBe(sha256);
    });

    it('knows what it has', async () => {
      const { sha256 } = await store.put(pieces('x'));
      expect(await store.has(sha256)).toBe(true);
      expect(await store.has(sha256Of('y'))).toBe(false);
      expect(await store.size(sha256)).toBe(1);
      await expect(store.size(sha256Of('y'))).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND' });
      await expect(store.read(sha256Of('y'))).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND' });
      await expect(store.readStream(sha256Of('y'))).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND' });
    });

    it('stops at the size limit and keeps nothing', async () => {
      await expect(store.put(pieces('12345', '6'), { maxSizeBytes: 5 })).rejects.toMatchObject({ code: 'TOO_LARGE' });
      expect(await store.put(pieces('12345'), { maxSizeBytes: 5 })).toMatchObject({ sizeBytes: 5 });
      expect(await store.has(sha256Of('123456'))).toBe(false);
      expect(await under.leftovers()).toEqual([]);
    });

    it('keeps nothing when the bytes end in an error, which it passes on', async () => {
      const failing = (async function* () {
        yield* pieces('half');
        throw new RangeError('the client went away');
      })();
      await expect(store.put(failing)).rejects.toThrow(RangeError);
      expect(await under.leftovers()).toEqual([]);
    });

    it.each(['change', 'cut', 'empty'] as const)('never gives out a blob that is damaged (%s), until it is put again', async (how) => {
      const bytes = Buffer.alloc(200_000, 3);
      const { sha256 } = await store.put(pieces(bytes));
      await under.damage(sha256, how);
      await expect(store.read(sha256)).rejects.toMatchObject({ code: 'CORRUPT_BLOB' });
      const seen: Uint8Array[] = [];
      const reading = async () => {
        const stream: AsyncIterable<Uint8Array> = await store.readStream(sha256);
        for await (const chunk of stream) seen.push(chunk);
      };
      await expect(reading()).rejects.toMatchObject({ code: 'CORRUPT_BLOB' });
      expect(Buffer.concat(seen).length).toBeLessThan(bytes.length);
      await store.put(pieces(bytes));
      expect(Buffer.from(await store.read(sha256))).toEqual(bytes);
    });

    it('takes the same bytes from many at once', async () => {
      const blobs = await Promise.all(Array.from({ length: 8 }, () => store.put(pieces('same', 'bytes'))));
      expect(new Set(blobs.map((blob) => blob.sha256))).toEqual(new Set([sha256Of('samebytes')]));
      expect(Buffer.from(await store.read(sha256Of('samebytes'))).toString()).toBe('samebytes');
      expect(await under.leftovers()).toEqual([]);
    });
  });
}
