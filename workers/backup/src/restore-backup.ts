import { chmod, mkdir, open, readdir, rename } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import type { BlobStore, Clock, Logger } from '@carrel/core';
import { CarrelError, isoTime } from '@carrel/core';
import type { RuntimePaths } from '@carrel/runtime';
import { prepareFolders, readStartBlock, removeStartBlock, writeStartBlock } from '@carrel/runtime';
import type { RecordPlace, TableRow } from '@carrel/storage';
import { checkRecordTarget, decodeRow, openRecordLoader } from '@carrel/storage';
import { z } from 'zod';
import type { Manifest } from './archive/manifest.ts';
import { digestPath, manifestPath } from './archive/manifest.ts';
import type { ArchiveEntry } from './archive/read-archive.ts';
import { readArchive } from './archive/read-archive.ts';
import { findMissing, readKnownCheckpoints } from './known-checkpoints.ts';
import type { OnProgress } from './progress.ts';
import { recordRestore } from './record-events.ts';
import { verifyBackup } from './verify-backup.ts';

export interface RestoreDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onProgress: OnProgress;
  /** Opened when the folders are there. */
  readonly openBlobs: () => Promise<BlobStore>;
}

export interface RestoreOptions {
  readonly path: string;
  readonly paths: RuntimePaths;
  /** `postgres://…`; undefined: SQLite in the data folder. */
  readonly databaseUrl?: string;
  /** Whether what is there is moved aside. */
  readonly replaces: boolean;
  /** Checkpoints that somebody kept. */
  readonly checkpointFiles: readonly string[];
}

export interface RestoredBackup {
  readonly manifest: Manifest;
  readonly manifestSha256: string;
  /** Where what was there before lies now; null: nothing was there. */
  readonly replacedTo: string | null;
  /** Why Carrel does not start on it; null: it does. */
  readonly block: { readonly code: string; readonly message: string } | null;
}

/**
 * Verifies the whole backup first, and only then touches anything. Until all is there, Carrel does not start on the data folder;
 * nor does it afterwards, when the log in the backup ends before a checkpoint that is known to have been signed.
 * @throws BACKUP_DAMAGED, RESTORE_TARGET_NOT_EMPTY, SCHEMA_TOO_NEW.
 */
export async function restoreBackup(deps: RestoreDeps, options: RestoreOptions): Promise<RestoredBackup> {
  const { clock } = deps;
  const { paths } = options;
  const { manifest, manifestSha256 } = await verifyBackup(options.path, deps.onProgress);
  const known = await readKnownCheckpoints(paths.auditLogDir, options.checkpointFiles);
  const record: RecordPlace = {
    sqlitePath: paths.databaseFile,
    ...(options.databaseUrl !== undefined && { url: options.databaseUrl }),
  };
  await checkRecordTarget(deps, record, manifest.schemaVersion);
  const taken = await findTaken(options);
  prepareFolders(paths);
  writeStartBlock(paths, { code: 'RESTORE_UNFINISHED', message: unfinished(options), at: isoTime(clock) });
  const replacedTo = taken.length === 0 ? null : await moveAside(paths, taken, isoTime(clock));
  const roots = await fill(deps, options, { manifest, record });
  await recordRestore(deps, record, { manifestSha256, log: manifest.log.at(-1) ?? null });
  const missing = findMissing(known, manifest.log, (shard, size) => roots.get(`${shard}/${size}`) ?? null);
  if (missing === null) {
    removeStartBlock(paths);
    return { manifest, manifestSha256, replacedTo, block: null };
  }
  const { checkpoint, restoredSize, isBehind } = missing;
  const block = {
    code: 'AUDIT_LOG_BEHIND' as const,
    message: isBehind
      ? `The log of ${checkpoint.shard} in the backup has ${restoredSize} entries, but ${checkpoint.size} were signed (${checkpoint.from}): ${checkpoint.size - restoredSize} are missing. Restore a newer backup.`
      : `The log of ${checkpoint.shard} in the backup is another one than the one that was signed (${checkpoint.from}). Restore a backup of this installation.`,
  };
  writeStartBlock(paths, { ...block, at: isoTime(clock) });
  return { manifest, manifestSha256, replacedTo, block };
}

function unfinished({ path, databaseUrl }: RestoreOptions): string {
  const how = databaseUrl === undefined ? 'Run it again, with --replace.' : 'Empty the database, and run it again, with --replace.';
  return `The restore of ${basename(path)} did not come to its end. ${how}`;
}

/** What must not be there. @throws RESTORE_TARGET_NOT_EMPTY unless it may be moved aside: a restore never deletes. */
async function findTaken({ paths, replaces }: RestoreOptions): Promise<readonly string[]> {
  const taken = [
    ...['', '-wal', '-shm'].map((suffix) => `${paths.databaseFile}${suffix}`),
    ...(await readdir(paths.keysDir).catch(() => [])).map((name) => join(paths.keysDir, name)),
    ...(await readdir(paths.indexDir).catch(() => []))
      .filter((name) => !name.startsWith(asidePrefix))
      .map((name) => join(paths.indexDir, name)),
  ].filter((path) => existsSync(path));
  if (taken.length > 0 && !replaces && readStartBlock(paths)?.code !== 'RESTORE_UNFINISHED')
    throw new CarrelError('RESTORE_TARGET_NOT_EMPTY', {
      message: `${paths.dataDir} has data already. Restore into another folder, or give --replace: what is there is then moved aside.`,
    });
  return taken;
}

const asidePrefix = 'replaced-';

/** @returns where it lies; the index stays below its own folder, which may be on another disk. */
async function moveAside(paths: RuntimePaths, taken: readonly string[], at: string): Promise<string> {
  const name = `${asidePrefix}${at.replaceAll(/[:.]/g, '-')}`;
  const aside = join(paths.dataDir, name);
  for (const path of taken) {
    const folder = path.startsWith(`${paths.indexDir}${sep}`)
      ? join(paths.indexDir, name)
      : join(aside, path.startsWith(`${paths.keysDir}${sep}`) ? 'keys' : '');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rename(path, join(folder, basename(path)));
  }
  return aside;
}

/** @returns the roots that the restored log has signed, by `shard/size`. */
async function fill(
  { clock, logger, onProgress, openBlobs }: RestoreDeps,
  { path, paths }: RestoreOptions,
  { manifest, record }: { readonly manifest: Manifest; readonly record: RecordPlace },
): Promise<ReadonlyMap<string, string>> {
  const blobs = await openBlobs();
  const loader = await openRecordLoader({ clock, logger }, record, manifest.schemaVersion);
  const roots = new Map<string, string>();
  const rowTotal = Object.values(manifest.rows).reduce((sum, count) => sum + count, 0);
  const fileTotal = manifest.files.filter((one) => !one.path.startsWith('sql/')).length;
  let [rowCount, fileCount] = [0, 0];
  try {
    for await (const entry of readArchive(path)) {
      if (entry.path === manifestPath || entry.path === digestPath) continue;
      const [kind = '', name = ''] = entry.path.split('/');
      if (kind === 'sql') {
        const rows = (await entry.whole())
          .toString('utf8')
          .split('\n')
          .filter((line) => line !== '')
          .map(decodeRow);
        if (name === 'audit_checkpoint') for (const row of rows) noteRoot(row, roots);
        await loadInBatches(loader, name, rows);
        onProgress({ stage: 'records', done: (rowCount += rows.length), total: rowTotal });
        continue;
      }
      if (kind === 'blobs') await restoreBlob(blobs, entry);
      if (kind === 'keys') await restoreKey(paths.keysDir, entry);
      onProgress({ stage: 'files', done: (fileCount += 1), total: fileTotal });
    }
    await loader.finish();
  } finally {
    await loader.close();
  }
  return roots;
}

const rowsAtOnce = 500;

async function loadInBatches(
  loader: { load(table: string, rows: readonly TableRow[]): Promise<void> },
  table: string,
  rows: readonly TableRow[],
): Promise<void> {
  for (let at = 0; at < rows.length; at += rowsAtOnce) await loader.load(table, rows.slice(at, at + rowsAtOnce));
}

const checkpointRowSchema = z.object({ shard: z.number(), size: z.number(), root_hash: z.string() });

function noteRoot(row: TableRow, roots: Map<string, string>): void {
  const { shard, size, root_hash: root } = checkpointRowSchema.parse(row);
  roots.set(`${shard}/${size}`, root);
}

async function restoreBlob(blobs: BlobStore, entry: ArchiveEntry): Promise<void> {
  const { sha256 } = await blobs.put(entry.pieces());
  if (!entry.path.endsWith(`/${sha256}`)) throw new CarrelError('BACKUP_DAMAGED', { message: `The backup is damaged: ${entry.path}.` });
}

/** Names come from the archive: only a plain one is taken. */
async function restoreKey(keysDir: string, entry: ArchiveEntry): Promise<void> {
  const name = entry.path.slice('keys/'.length);
  if (!/^[\w.-]+$/.test(name) || name.startsWith('.'))
    throw new CarrelError('BACKUP_DAMAGED', { message: 'The backup names a key that is none.' });
  const file = await open(join(keysDir, name), 'wx', 0o600);
  try {
    await file.writeFile(await entry.whole());
    await file.sync();
  } finally {
    await file.close();
  }
  await chmod(join(keysDir, name), 0o600);
}
