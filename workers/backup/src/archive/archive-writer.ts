import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CarrelError } from '@carrel/core';
import { syncFolder } from '@carrel/storage';
import { blockBytes, paddingOf, writeTarHeader } from './tar-header.ts';

/** A file of the archive, as it was written. */
export interface ArchivedFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface ArchiveWriter {
  add(path: string, bytes: Uint8Array): Promise<ArchivedFile>;
  /** @throws CarrelError INTERNAL when there are more or fewer bytes than said. */
  addStream(path: string, sizeBytes: number, pieces: AsyncIterable<Uint8Array>): Promise<ArchivedFile>;
  /** Durable, and under its name, when this has resolved. @returns the size of the archive in bytes. */
  finish(): Promise<number>;
  /** Leaves nothing behind. */
  abandon(): Promise<void>;
}

/** Where an archive lies until it is whole. */
export function partialPath(path: string): string {
  return `${path}.partial`;
}

/**
 * Writes an archive under a name of its own and gives it its name at the end, so that there is no archive that looks whole and is
 * not. Readable by its owner alone.
 * @throws BACKUP_FILE_EXISTS
 */
export async function createArchive(path: string, modifiedMs: number): Promise<ArchiveWriter> {
  const partial = partialPath(path);
  if (await exists(path)) throw new CarrelError('BACKUP_FILE_EXISTS', { message: `${path} is there already. Choose another name.` });
  await rm(partial, { force: true });
  const file = await open(partial, 'wx', 0o600).catch((cause: unknown) => {
    throw new CarrelError('BACKUP_NOT_WRITTEN', {
      message: `${partial} cannot be made. Check that the folder is there and may be written.`,
      cause,
    });
  });
  let sizeBytes = 0;
  const write = async (bytes: Uint8Array) => {
    await writeAll(file, bytes);
    sizeBytes += bytes.byteLength;
  };

  async function addStream(name: string, size: number, pieces: AsyncIterable<Uint8Array>): Promise<ArchivedFile> {
    const hash = createHash('sha256');
    let written = 0;
    await write(writeTarHeader({ path: name, sizeBytes: size }, modifiedMs));
    for await (const piece of pieces) {
      written += piece.byteLength;
      if (written > size) break;
      hash.update(piece);
      await write(piece);
    }
    if (written !== size)
      throw new CarrelError('INTERNAL', { message: `${name}: expected ${size} bytes, found ${written > size ? 'more' : written}` });
    await write(Buffer.alloc(paddingOf(size)));
    return { path: name, sizeBytes: size, sha256: hash.digest('hex') };
  }

  return {
    add: (name, bytes) => addStream(name, bytes.byteLength, onePiece(bytes)),
    addStream,
    async finish() {
      await write(Buffer.alloc(2 * blockBytes));
      await file.sync();
      await file.close();
      await rename(partial, path);
      await syncFolder(dirname(path));
      return sizeBytes;
    },
    async abandon() {
      await file.close().catch(() => undefined);
      await rm(partial, { force: true });
    },
  };
}

async function* onePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  try {
    for (let offset = 0; offset < bytes.length;) offset += (await file.write(bytes, offset)).bytesWritten;
  } catch (cause) {
    throw new CarrelError('BACKUP_NOT_WRITTEN', { message: 'The backup cannot be written: is there room?', cause });
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await (await open(path, 'r')).close();
    return true;
  } catch {
    return false;
  }
}
