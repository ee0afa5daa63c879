import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from './sync-to-disk.ts';

/** A file that is being written. */
export interface NewFile {
  write(bytes: Uint8Array): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** What the blob store asks of a file system; a test puts faults in between. Failures are Node's system errors. */
export interface BlobFiles {
  makeFolder(path: string): Promise<void>;
  /** Fails when the file is there already. Readable by the owner alone. */
  create(path: string): Promise<NewFile>;
  rename(from: string, to: string): Promise<void>;
  syncFolder(path: string): Promise<void>;
  remove(path: string): Promise<void>;
  readWhole(path: string): Promise<Uint8Array>;
  openForReading(path: string): Promise<{ chunks(): AsyncIterable<Uint8Array>; close(): Promise<void> }>;
  isFile(path: string): Promise<boolean>;
  sizeOf(path: string): Promise<number>;
  list(folder: string): Promise<readonly { readonly path: string; readonly modifiedMs: number }[]>;
}

export const nodeBlobFiles: BlobFiles = {
  async makeFolder(path) {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
  async create(path) {
    const handle = await open(path, 'wx', 0o600);
    return {
      async write(bytes) {
        // One call may write less than it was given.
        for (let offset = 0; offset < bytes.length;) offset += (await handle.write(bytes, offset)).bytesWritten;
      },
      sync: () => handle.sync(),
      close: () => handle.close(),
    };
  },
  rename: (from, to) => rename(from, to),
  syncFolder,
  remove: (path) => rm(path, { force: true }),
  readWhole: (path) => readFile(path),
  async openForReading(path) {
    const handle = await open(path, 'r');
    return { chunks: () => handle.createReadStream({ autoClose: false }), close: () => handle.close() };
  },
  isFile: async (path) => (await stat(path)).isFile(),
  sizeOf: async (path) => (await stat(path)).size,
  async list(folder) {
    const names = await readdir(folder);
    return Promise.all(names.map(async (name) => ({ path: join(folder, name), modifiedMs: (await stat(join(folder, name))).mtimeMs })));
  },
};
