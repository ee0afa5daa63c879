import { chmod, mkdir, open, readdir, rename } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import type { BlobStore, Clock, Logger } from '@carrel/core';
import { CarrelError, isCarrelError, isoTime, unlessMissing } from '@carrel/core';
import type { RuntimePaths } from '@carrel/runtime';
import { prepareFolders, readStartBlock, removeStartBlock, writeStartBlock } from '@carrel/runtime';
import type { RecordPlace, TableRow } from '@carrel/storage';
import { checkRecordTarget, decodeRow, openRecordLoader } from '@carrel/storage';
import type { Manifest } from './archive/manifest.ts';
import { digestPath, manifestPath } from './archive/manifest.ts';
import type { ArchiveEntry } from './archive/read-archive.ts';
import { readArchive } from './archive/read-archive.ts';
import type { KnownCheckpoint } from './known-checkpoints.ts';
import { findMissing, readKnownCheckpoints } from './known-checkpoints.ts';
import type { OnProgress } from './progress.ts';
import { recordRestore } from './record-events.ts';
import type { ReplayedJournal } from './replay-log.ts';
import { moveJournalAside, replayLog, surveyLog } from './replay-log.ts';
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
  /** Folder of the journal; null: none is configured. */
  readonly journalDir: string | null;
}

export interface RestoredBackup {
  readonly manifest: Manifest;
  readonly manifestSha256: string;
  /** Where what was there before lies now; null: nothing was there. */
  readonly replacedTo: string | null;
  /** What the journal had of what came after the backup; null: none is configured, or it is that of another log. */
  readonly journal: ReplayedJournal | null;
  /** Where the files of a journal with a gap lie now; null: they stay where they are. */
  readonly journalMovedTo: string | null;
  /** Why Carrel does not start on it; null: it does. */
  readonly block: { readonly code: string; readonly message: string } | null;
}

/**
 * Verifies the whole backup first, and only then touches anything. Until all is there, Carrel does not start on the data folder;
 * nor does it afterwards, when the log, with what the journal had of it, ends before a checkpoint that is known to have been signed.
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
  await fill(deps, options, { manifest, record });
  const replayed = await tryReplay(deps, record, options.journalDir);
  const journal = isBlock(replayed) ? null : replayed;
  await recordRestore(deps, record, { manifestSha256, log: manifest.log.at(-1) ?? null, journal });
  const block = isBlock(replayed) ? replayed : await findBlock(deps, record, { known, journal });
  if (block !== null) {
    writeStartBlock(paths, { ...block, at: isoTime(clock) });
    return { manifest, manifestSha256, replacedTo, journal, journalMovedTo: null, block };
  }
  const hasGap = journal?.state === 'gap' && options.journalDir !== null;
  const journalMovedTo = hasGap ? await moveJournalAside(options.journalDir, isoTime(clock)) : null;
  removeStartBlock(paths);
  return { manifest, manifestSha256, replacedTo, journal, journalMovedTo, block };
}

interface Block {
  readonly code: 'AUDIT_LOG_BEHIND' | 'AUDIT_LOG_DIVERGED';
  readonly message: string;
}

const isBlock = (value: ReplayedJournal | Block | null): value is Block => value !== null && 'code' in value;

async function tryReplay(deps: RestoreDeps, record: RecordPlace, journalDir: string | null): Promise<ReplayedJournal | Block | null> {
  if (journalDir === null) return null;
  try {
    return await replayLog(deps, record, journalDir);
  } catch (error) {
    if (!isCarrelError(error) || error.code !== 'AUDIT_LOG_DIVERGED') throw error;
    return {
      code: 'AUDIT_LOG_DIVERGED',
      message: `${error.message} The journal in ${journalDir} is that of another log: name the right one with CARREL_AUDIT_JOURNAL, or restore a backup of this installation.`,
    };
  }
}

/** The log in the database must reach every checkpoint that was signed, with the same root. */
async function findBlock(
  deps: RestoreDeps,
  record: RecordPlace,
  { known, journal }: { readonly known: readonly KnownCheckpoint[]; readonly journal: ReplayedJournal | null },
): Promise<Block | null> {
  const { log, roots } = await surveyLog(deps, record, known);
  const missing = findMissing(known, log, (shard, size) => roots.get(`${shard}/${size}`) ?? null);
  if (missing === null) return null;
  const { checkpoint, restoredSize, isBehind } = missing;
  return {
    code: 'AUDIT_LOG_BEHIND',
    message: isBehind
      ? `The log of ${checkpoint.shard} in the backup has ${restoredSize} entries, but ${checkpoint.size} were signed (${checkpoint.from}): ${checkpoint.size - restoredSize} are missing. ${wayOn(journal)}`
      : `The log of ${checkpoint.shard} in the backup is another one than the one that was signed (${checkpoint.from}). Restore a backup of this installation.`,
  };
}

function wayOn(journal: ReplayedJournal | null): string {
  if (journal === null)
    return 'Restore a newer backup, or name the journal of the log with CARREL_AUDIT_JOURNAL and restore this one again, with --replace.';
  const words = {
    missing: 'There is no journal in the folder that CARREL_AUDIT_JOURNAL names.',
    behind: 'The journal ends before the backup does.',
    gap: 'The journal has a gap or is damaged.',
    same: 'The journal ends where the backup does.',
    replayed: 'The journal ends before it.',
  };
  return `${words[journal.state]} Restore a newer backup.`;
}

function unfinished({ path, databaseUrl }: RestoreOptions): string {
  const how = databaseUrl === undefined ? 'Run it again, with --replace.' : 'Empty the database, and run it again, with --replace.';
  return `The restore of ${basename(path)} did not come to its end. ${how}`;
}

/** What must not be there. @throws RESTORE_TARGET_NOT_EMPTY unless it may be moved aside: a restore never deletes. */
async function findTaken({ paths, replaces }: RestoreOptions): Promise<readonly string[]> {
  const taken = [
    ...['', '-wal', '-shm'].map((suffix) => `${paths.databaseFile}${suffix}`),
    ...(await unlessMissing(readdir(paths.keysDir), [])).map((name) => join(paths.keysDir, name)),
    ...(await unlessMissing(readdir(paths.indexDir), []))
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

async function fill(
  { clock, logger, onProgress, openBlobs }: RestoreDeps,
  { path, paths }: RestoreOptions,
  { manifest, record }: { readonly manifest: Manifest; readonly record: RecordPlace },
): Promise<void> {
  const blobs = await openBlobs();
  const loader = await openRecordLoader({ clock, logger }, record, manifest.schemaVersion);
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
}

const rowsAtOnce = 500;

async function loadInBatches(
  loader: { load(table: string, rows: readonly TableRow[]): Promise<void> },
  table: string,
  rows: readonly TableRow[],
): Promise<void> {
  for (let at = 0; at < rows.length; at += rowsAtOnce) await loader.load(table, rows.slice(at, at + rowsAtOnce));
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
