import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CarrelError } from '@carrel/core';
import type { RuntimePaths } from '@carrel/runtime';
import { prepareFolders, readServerFile, runtimePaths } from '@carrel/runtime';
import type { CliContext } from '../cli-context.ts';

const startTimeoutMs = 60_000;
const pollMs = 30;

/**
 * Starts an instance on the Unix socket of the data folder, which ends when no command holds it, and waits until it is
 * ready. Its log goes to a file in the data folder: it may outlive this command.
 *
 * @returns `folder-in-use` when another instance was quicker.
 * @throws INTERNAL with the end of the log when it cannot be started.
 */
export async function startInstance(context: CliContext): Promise<'started' | 'folder-in-use'> {
  const { terminal, environment, config } = context;
  const paths = runtimePaths(config.data.dir);
  prepareFolders(paths);
  const logPath = join(paths.runDir, 'command.log');
  const logStart = logSizeBytes(logPath);
  const child = spawnInstance(paths, environment, logPath);
  const startMs = performance.now();
  let nextNoteMs = startMs + 1_000;
  while (child.exitCode === null && child.signalCode === null && performance.now() - startMs < startTimeoutMs) {
    const info = readServerFile(paths.serverFile);
    if (info?.pid === child.pid && info?.isReady === true) {
      child.unref();
      if (terminal.isInteractive) terminal.note('\r\u001B[2K');
      return 'started';
    }
    if (terminal.isInteractive && performance.now() >= nextNoteMs) {
      nextNoteMs += 1_000;
      terminal.note(`\r\u001B[2KStarting Carrel on ${paths.dataDir}, ${Math.round((performance.now() - startMs) / 1_000)} s`);
    }
    await sleep(pollMs);
  }
  child.kill('SIGTERM');
  const log = readFileSync(logPath).subarray(logStart).toString('utf8').trim();
  if (log.includes('is in use by')) return 'folder-in-use';
  throw new CarrelError('INTERNAL', {
    message: `Carrel could not be started on ${paths.dataDir}. The end of its log:\n${log.slice(-4_000)}`,
  });
}

function spawnInstance(paths: RuntimePaths, environment: CliContext['environment'], logPath: string) {
  const entry = fileURLToPath(new URL('../main.ts', import.meta.url));
  const args = ['up', '--socket-only', '--while-held', '--no-sample', '--json', '--data', paths.dataDir];
  const log = openSync(logPath, 'a', 0o600);
  try {
    return spawn(process.execPath, [entry, ...args], {
      // A group of its own: Ctrl-C ends the command, and with it the connection that holds the instance.
      detached: true,
      stdio: ['ignore', 'ignore', log],
      env: { ...environment, CARREL_LOG_LEVEL: environment['CARREL_LOG_LEVEL'] ?? 'warn' },
    });
  } finally {
    closeSync(log);
  }
}

const maxLogBytes = 1_000_000;

/** Where the next entries begin. A log that has grown large is begun anew. */
function logSizeBytes(path: string): number {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= maxLogBytes) return size;
  rmSync(path);
  return 0;
}
