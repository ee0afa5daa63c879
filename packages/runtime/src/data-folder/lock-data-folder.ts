import { DatabaseSync } from 'node:sqlite';
import { CarrelError } from '@carrel/core';
import { prepareFolders } from './prepare-folders.ts';
import type { RuntimePaths } from './runtime-paths.ts';
import type { ServerInfo } from './server-file.ts';
import { readServerFile, removeServerFile, writeServerFile } from './server-file.ts';

/** A held data folder. The kernel gives it free when the process ends, however it ends. */
export interface DataFolderLock {
  /** Replaces what `server.json` says. */
  publish(info: ServerInfo): void;
  release(): void;
}

/** A database that is collected as garbage is closed, and its lock with it: held ones stay reachable from here. */
const held = new Set<DatabaseSync>();

/**
 * Takes the data folder for this process: an exclusive lock on a small SQLite file, which the kernel releases even after
 * kill -9, so that stale files are no obstacle.
 *
 * @throws DATA_FOLDER_IN_USE with pid and port of the holder.
 */
export function lockDataFolder(paths: RuntimePaths, info: ServerInfo): DataFolderLock {
  prepareFolders(paths);
  const database = takeLock(paths);
  held.add(database);
  writeServerFile(paths.serverFile, info);
  return {
    publish: (changed) => writeServerFile(paths.serverFile, changed),
    release: () => {
      if (!held.delete(database)) return;
      removeServerFile(paths.serverFile);
      database.close();
    },
  };
}

function takeLock(paths: RuntimePaths): DatabaseSync {
  const database = new DatabaseSync(paths.lockFile, { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw new CarrelError('INVALID_CONFIGURATION', { message: `${paths.lockFile}: cannot be locked`, cause: error });
    throw inUse(paths, error);
  }
}

function inUse(paths: RuntimePaths, cause: unknown): CarrelError {
  const holder = readServerFile(paths.serverFile);
  const who =
    holder === null
      ? 'another Carrel that is just starting'
      : `process ${holder.pid} ${holder.port === null ? 'without a port' : `on port ${holder.port}`}`;
  return new CarrelError('DATA_FOLDER_IN_USE', {
    message: `The data folder ${paths.dataDir} is in use by ${who}. Stop it, or choose another folder.`,
    cause,
    details: holder === null ? {} : { pid: holder.pid, ...(holder.port !== null && { port: holder.port }) },
  });
}

/** SQLITE_BUSY is 5. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5;
}
