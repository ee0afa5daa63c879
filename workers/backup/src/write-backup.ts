import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobStore, Clock, Sha256 } from '@carrel/core';
import { CarrelError, isCarrelError, isoTime, sha256Schema } from '@carrel/core';
import type { RecordPlace, RecordSnapshot, TableRow } from '@carrel/storage';
import { encodeRow, openRecordSnapshot } from '@carrel/storage';
import { z } from 'zod';
import type { ArchivedFile, ArchiveWriter } from './archive/archive-writer.ts';
import { createArchive } from './archive/archive-writer.ts';
import type { LogTail, Manifest } from './archive/manifest.ts';
import { blobPath, digestPath, keyPath, manifestPath, tablePart } from './archive/manifest.ts';
import type { OnProgress } from './progress.ts';

export interface WriteBackupDeps {
  readonly clock: Clock;
  readonly blobs: BlobStore;
  readonly onProgress: OnProgress;
}

export interface WriteBackupOptions {
  /** Where the backup is written. */
  readonly path: string;
  readonly record: RecordPlace;
  /** Null: the keys are kept elsewhere and are not in the backup. */
  readonly keysDir: string | null;
  /** Of Carrel. */
  readonly version: string;
}

export interface WrittenBackup {
  readonly manifest: Manifest;
  readonly manifestSha256: string;
  readonly sizeBytes: number;
}

/** Rows of about so many bytes lie in one file of the archive. */
const partBytes = 4 * 1024 * 1024;
/** Up to this size a blob is checked in memory; a larger one is read twice. */
const wholeBlobBytes = 16 * 1024 * 1024;

/**
 * Writes a backup while others go on working: the record of one moment, then every blob that it refers to (blobs never change and
 * are never removed, so what comes later is complete), then the keys. The index is made anew from these.
 * @throws BACKUP_FILE_EXISTS, BACKUP_NOT_WRITTEN, DATABASE_UNAVAILABLE. Nothing is left behind then.
 */
export async function writeBackup(deps: WriteBackupDeps, options: WriteBackupOptions): Promise<WrittenBackup> {
  const createdAt = isoTime(deps.clock);
  const archive = await createArchive(options.path, Date.parse(createdAt));
  try {
    const files: ArchivedFile[] = [];
    const record = await writeRecord(deps, options.record, { archive, files });
    const damagedBlobs = await writeBlobs(deps, record.blobs, { archive, files });
    const keys = options.keysDir === null ? [] : await writeKeys(options.keysDir, { archive, files });
    const { schemaVersion, dialect, log, rows } = record;
    const manifest: Manifest = {
      format: 'carrel-backup/1',
      version: options.version,
      schemaVersion,
      dialect,
      createdAt,
      log,
      rows,
      damagedBlobs,
      keys,
      files,
    };
    const text = Buffer.from(`${JSON.stringify(manifest)}\n`);
    const manifestSha256 = createHash('sha256').update(text).digest('hex');
    await archive.add(manifestPath, text);
    await archive.add(digestPath, Buffer.from(`${manifestSha256}  ${manifestPath}\n`));
    return { manifest, manifestSha256, sizeBytes: await archive.finish() };
  } catch (error) {
    await archive.abandon();
    throw error;
  }
}

interface Target {
  readonly archive: ArchiveWriter;
  readonly files: ArchivedFile[];
}

interface WrittenRecord extends Pick<Manifest, 'schemaVersion' | 'dialect' | 'log' | 'rows'> {
  readonly blobs: readonly Sha256[];
}

async function writeRecord({ onProgress }: WriteBackupDeps, place: RecordPlace, target: Target): Promise<WrittenRecord> {
  const snapshot = await openRecordSnapshot(place);
  try {
    const counts = await Promise.all(snapshot.tables.map((table) => snapshot.count(table)));
    const total = counts.reduce((sum, count) => sum + count, 0);
    const blobs = new Set<Sha256>();
    const tails = new Map<number, LogTail>();
    const rows: Record<string, number> = {};
    let done = 0;
    for (const table of snapshot.tables) {
      const seen = (row: TableRow) => {
        noteBlobs(row, blobs);
        if (table === 'audit_event') noteTail(row, tails);
      };
      rows[table] = await writeTable(snapshot, table, {
        target,
        seen,
        onRows: (more) => onProgress({ stage: 'records', done: (done += more), total }),
      });
    }
    return {
      schemaVersion: snapshot.schemaVersion,
      dialect: snapshot.dialectName,
      log: [...tails.values()].toSorted((left, right) => left.shard - right.shard),
      rows,
      blobs: [...blobs].toSorted(),
    };
  } finally {
    await snapshot.close();
  }
}

async function writeTable(
  snapshot: RecordSnapshot,
  table: string,
  { target, seen, onRows }: { readonly target: Target; readonly seen: (row: TableRow) => void; readonly onRows: (count: number) => void },
): Promise<number> {
  let lines: string[] = [];
  let sizeBytes = 0;
  let count = 0;
  let part = 0;
  const flush = async () => {
    if (lines.length === 0) return;
    part += 1;
    target.files.push(await target.archive.add(tablePart(table, part), Buffer.from(lines.join(''))));
    lines = [];
    sizeBytes = 0;
  };
  for await (const rows of snapshot.rows(table)) {
    for (const row of rows) {
      seen(row);
      const line = `${encodeRow(row)}\n`;
      lines.push(line);
      sizeBytes += line.length;
      if (sizeBytes >= partBytes) await flush();
    }
    count += rows.length;
    onRows(rows.length);
  }
  await flush();
  return count;
}

/** Every column of this name refers to one. */
function noteBlobs(row: TableRow, blobs: Set<Sha256>): void {
  for (const [column, value] of Object.entries(row)) {
    if (!column.endsWith('blob_sha256') || value === null) continue;
    blobs.add(sha256Schema.parse(value));
  }
}

const tailRowSchema = z.object({ shard: z.number(), seq: z.number(), leaf_hash: z.string() });

function noteTail(row: TableRow, tails: Map<number, LogTail>): void {
  const { shard, seq, leaf_hash: lastLeafHash } = tailRowSchema.parse(row);
  if (seq >= (tails.get(shard)?.size ?? 0)) tails.set(shard, { shard, size: seq + 1, lastLeafHash });
}

/** @returns those that are missing or damaged. */
async function writeBlobs(
  { blobs, onProgress }: WriteBackupDeps,
  wanted: readonly Sha256[],
  { archive, files }: Target,
): Promise<Sha256[]> {
  const damaged: Sha256[] = [];
  for (const [index, sha256] of wanted.entries()) {
    const content = await soundBlob(blobs, sha256);
    if (content === null) damaged.push(sha256);
    else files.push(await archive.addStream(blobPath(sha256), content.sizeBytes, content.pieces));
    onProgress({ stage: 'files', done: index + 1, total: wanted.length });
  }
  return damaged;
}

/** Null: it is missing, or not what its name says. The size goes before the bytes, so a blob is checked before it is written. */
async function soundBlob(
  blobs: BlobStore,
  sha256: Sha256,
): Promise<{ readonly sizeBytes: number; readonly pieces: AsyncIterable<Uint8Array> } | null> {
  try {
    const sizeBytes = await blobs.size(sha256);
    if (sizeBytes <= wholeBlobBytes) {
      const whole = await blobs.read(sha256);
      return { sizeBytes: whole.byteLength, pieces: pieceOf(whole) };
    }
    for await (const _piece of await blobs.readStream(sha256)) continue;
    return { sizeBytes, pieces: await blobs.readStream(sha256) };
  } catch (error) {
    if (isCarrelError(error) && (error.code === 'BLOB_NOT_FOUND' || error.code === 'CORRUPT_BLOB')) return null;
    throw error;
  }
}

async function* pieceOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function writeKeys(keysDir: string, { archive, files }: Target): Promise<string[]> {
  const names = (await readdir(keysDir, { withFileTypes: true })).filter((one) => one.isFile()).map(({ name }) => name);
  for (const name of names.toSorted()) {
    const content = await readFile(join(keysDir, name)).catch((cause: unknown) => {
      throw new CarrelError('BACKUP_NOT_WRITTEN', {
        message: `The key ${name} cannot be read by this user. Run the backup as a user who can, or leave the keys out with --without-keys and keep them elsewhere.`,
        cause,
      });
    });
    files.push(await archive.add(keyPath(name), content));
  }
  return names.toSorted();
}
