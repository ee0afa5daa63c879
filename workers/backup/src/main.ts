/**
 * Backs a data folder up, restores it, or checks a backup, and ends: started by the command line, to which it tells progress and
 * outcome as lines of JSON on standard output. It works beside the running processes or without them, and needs none of them.
 */
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CarrelError, isCarrelError } from '@carrel/core';
import { configFor, createLogger, loadConfig, lockDataFolder, runtimePaths, s3PlaceOf, systemClock } from '@carrel/runtime';
import { createBlobStore } from '@carrel/storage';
import manifest from '../package.json' with { type: 'json' };
import { partialPath } from './archive/archive-writer.ts';
import type { OnProgress } from './progress.ts';
import { recordBackup } from './record-events.ts';
import { restoreBackup } from './restore-backup.ts';
import { verifyBackup } from './verify-backup.ts';
import { writeBackup } from './write-backup.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'without-keys': { type: 'boolean', default: false },
    replace: { type: 'boolean', default: false },
    checkpoint: { type: 'string', multiple: true, default: [] },
  },
});
const [verb = '', path = ''] = positionals;
const config = configFor('backup', loadConfig(process.env));
const { data, database, index, audit, backup, log } = config;
const paths = runtimePaths(data.dir, { blobsUri: config.blobs.uri, indexUri: index.uri });
const logger = createLogger({ level: log.level, process: 'backup' });
const clock = systemClock;
const databaseUrl = database.url?.reveal();
const record = { sqlitePath: paths.databaseFile, ...(databaseUrl !== undefined && { url: databaseUrl }) };

const say = (line: object) => void process.stdout.write(`${JSON.stringify(line)}\n`);
let saidMs = 0;
const onProgress: OnProgress = (progress) => {
  const nowMs = clock.monotonicMs();
  if (nowMs - saidMs < 200 && progress.done < progress.total) return;
  saidMs = nowMs;
  say({ kind: 'progress', ...progress });
};
const openBlobs = () => createBlobStore({ clock }, { root: paths.blobsDir, s3: s3PlaceOf(config) });

async function run(): Promise<object> {
  switch (verb) {
    case 'backup': {
      const keysDir = values['without-keys'] || !backup.includesKeys ? null : paths.keysDir;
      const written = await writeBackup(
        { clock, blobs: await openBlobs(), onProgress },
        { path, record, keysDir, version: manifest.version },
      );
      await recordBackup({ clock, logger }, record, { ...written, auditKeyFile: paths.auditKeyFile });
      return written;
    }
    case 'restore': {
      const lock = lockDataFolder(paths, lockInfo());
      try {
        return await restoreBackup(
          { clock, logger, onProgress, openBlobs },
          {
            path,
            paths,
            ...(databaseUrl !== undefined && { databaseUrl }),
            replaces: values.replace,
            checkpointFiles: values.checkpoint,
            journalDir: audit.journalDir,
          },
        );
      } finally {
        lock.release();
      }
    }
    case 'verify':
      return verifyBackup(path, onProgress);
    default:
      throw new CarrelError('INVALID_REQUEST', { message: 'expected backup, restore or verify, and a file' });
  }
}

function lockInfo() {
  return {
    pid: process.pid,
    port: null,
    url: null,
    socketPath: paths.sockets.api,
    holdSocketPath: null,
    isReady: false,
    childPids: [],
    startedAt: new Date(clock.nowMs()).toISOString(),
    version: manifest.version,
  };
}

/** Half an archive is of no use, and may hold keys. */
function stop(): void {
  if (verb === 'backup') rmSync(partialPath(path), { force: true });
  process.exit(130);
}
process.once('SIGINT', stop);
process.once('SIGTERM', stop);

try {
  say({ kind: 'result', result: await run() });
} catch (cause) {
  const error = isCarrelError(cause) ? cause : new CarrelError('INTERNAL', { message: 'the backup stopped', cause });
  if (error.kind === 'internal') logger.error('backup.failed', error);
  say({ kind: 'error', code: error.code, message: error.message });
  process.exitCode = 1;
}
