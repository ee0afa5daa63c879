import type { BlobStore } from '@carrel/core';
import { mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeBlobStoreContract } from '../../../../test/support/contracts/blob-store-contract.ts';
import { createFakeClock } from '../../../../test/support/fakes/fake-clock.ts';
import { type BlobFiles, nodeBlobFiles } from './blob-files.ts';
import { createDiskBlobStore } from './create-disk-blob-store.ts';

const clock = createFakeClock(Date.now());

describeBlobStoreContract({
  name: 'folder',
  async create() {
    const root = await mkdtemp(join(tmpdir(), 'carrel-blobs-'));
    const store = await createDiskBlobStore({ root, clock });
    return {
      store,
      async damage(sha256, how) {
        const path = store.localPath(sha256) ?? '';
        if (how !== 'change') return truncate(path, how === 'cut' ? 100_000 : 0);
        const bytes = await readFile(path);
        bytes[150_000] = 4;
        await writeFile(path, bytes);
      },
      leftovers: () => readdir(join(root, 'tmp')),
      destroy: () => rm(root, { recursive: true }),
    };
  },
});

describe('createDiskBlobStore', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'carrel-blobs-'));
  });
  afterEach(() => rm(root, { recursive: true }));
  const text = async function* (value: string) {
    yield await Promise.resolve(Buffer.from(value));
  };

  it('removes temporary files that are older than a day when it starts, and no others', async () => {
    await createDiskBlobStore({ root, clock });
    const ageHours = { old: 25, young: 23 };
    for (const [name, hours] of Object.entries(ageHours)) {
      await writeFile(join(root, 'tmp', name), 'x');
      await utimes(join(root, 'tmp', name), new Date(), new Date(clock.nowMs() - hours * 3_600_000));
    }
    await createDiskBlobStore({ root, clock });
    expect(await readdir(join(root, 'tmp'))).toEqual(['young']);
  });

  it('lets nobody but the owner of the folder read a blob', async () => {
    const store = await createDiskBlobStore({ root, clock });
    const { sha256 } = await store.put(text('secret'));
    const path = store.localPath(sha256) ?? '';
    expect((await stat(path)).mode & 0o077).toBe(0);
    expect(path).toBe(join(root, sha256.slice(0, 2), sha256));
  });

  it('has the bytes on the disk before their name, and the name before it says so', async () => {
    const steps: string[] = [];
    const store = await createDiskBlobStore({ root, clock, files: recording(steps) });
    steps.length = 0;
    await store.put(text('x'));
    expect(steps).toEqual(['create', 'write', 'sync', 'close', 'makeFolder', 'syncFolder', 'rename', 'syncFolder']);
  });

  it('ends every put with a blob that is whole or with none, whichever call of the file system fails', async () => {
    for (const code of ['ENOSPC', 'EIO']) {
      for (let failing = 0; ; failing += 1) {
        const files = failingAt(failing, code);
        const store = await createDiskBlobStore({ root, clock, files });
        files.arm();
        const outcome = await store.put(text(`${code} ${failing}`)).catch((error: unknown) => error);
        if (files.calls() <= failing) break;
        expect(outcome).toMatchObject({ code: code === 'ENOSPC' ? 'DISK_FULL' : 'INTERNAL' });
        const healthy = await createDiskBlobStore({ root, clock });
        await expectWholeBlobs(healthy);
        expect(await readdir(join(root, 'tmp'))).toEqual([]);
      }
    }
  });

  async function expectWholeBlobs(store: BlobStore): Promise<void> {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (!entry.isFile()) continue;
      const { sha256 } = await store.put(text(await readFile(join(entry.parentPath, entry.name), 'utf8')));
      expect(entry.name).toBe(sha256);
    }
  }
});

function recording(steps: string[]): BlobFiles {
  return wrapped((name, work) => {
    steps.push(name);
    return work();
  });
}

/** Fails the n-th call after `arm`, and goes on. */
function failingAt(failing: number, code: string): BlobFiles & { arm(): void; calls(): number } {
  let calls = -1;
  const files = wrapped((name, work) => {
    const isArmed = calls >= 0 && name !== 'remove' && name !== 'close';
    if (isArmed && calls++ === failing) return Promise.reject(Object.assign(new Error(code), { code }));
    return work();
  });
  return {
    ...files,
    arm: () => {
      calls = 0;
    },
    calls: () => calls,
  };
}

function wrapped(around: <Result>(name: string, work: () => Promise<Result>) => Promise<Result>): BlobFiles {
  const files = nodeBlobFiles;
  return {
    ...files,
    makeFolder: (path) => around('makeFolder', () => files.makeFolder(path)),
    create: async (path) => {
      const file = await around('create', () => files.create(path));
      return {
        write: (bytes) => around('write', () => file.write(bytes)),
        sync: () => around('sync', () => file.sync()),
        close: () => around('close', () => file.close()),
      };
    },
    rename: (from, to) => around('rename', () => files.rename(from, to)),
    syncFolder: (path) => around('syncFolder', () => files.syncFolder(path)),
    remove: (path) => around('remove', () => files.remove(path)),
  };
}
