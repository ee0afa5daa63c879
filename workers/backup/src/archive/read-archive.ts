import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { CarrelError } from '@carrel/core';
import { blockBytes, paddingOf, readTarHeader } from './tar-header.ts';

/** A file of an archive. Its pieces must be read before the next file is asked for; those that are not are skipped. */
export interface ArchiveEntry {
  readonly path: string;
  readonly sizeBytes: number;
  pieces(): AsyncGenerator<Uint8Array>;
  /** For small files. */
  whole(): Promise<Buffer>;
}

const pieceBytes = 256 * 1024;

/** The files of an archive, in order. @throws BACKUP_DAMAGED, NOT_FOUND. */
export async function* readArchive(path: string): AsyncGenerator<ArchiveEntry> {
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw new CarrelError('NOT_FOUND', { message: `${path} cannot be opened.`, cause });
  });
  try {
    for (let position = 0; ;) {
      const header = headerOf(await readExactly(file, position, blockBytes));
      if (header === null) return;
      const start = position + blockBytes;
      const pieces = () => piecesOf(file, start, header.sizeBytes);
      yield { ...header, pieces, whole: async () => wholeOf(pieces()) };
      position = start + header.sizeBytes + paddingOf(header.sizeBytes);
    }
  } finally {
    await file.close();
  }
}

function headerOf(block: Buffer) {
  try {
    return readTarHeader(block);
  } catch (cause) {
    throw new CarrelError('BACKUP_DAMAGED', { message: 'This is not a backup of Carrel, or it is damaged.', cause });
  }
}

async function wholeOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

async function* piecesOf(file: FileHandle, start: number, sizeBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < sizeBytes; at += pieceBytes) yield readExactly(file, start + at, Math.min(pieceBytes, sizeBytes - at));
}

async function readExactly(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  for (let offset = 0; offset < length;) {
    const { bytesRead } = await file.read(bytes, offset, length - offset, position + offset);
    if (bytesRead === 0) throw new CarrelError('BACKUP_DAMAGED', { message: 'The backup is damaged: it ends too early.' });
    offset += bytesRead;
  }
  return bytes;
}
