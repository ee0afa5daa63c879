import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { repositoryRoot } from '../require.ts';

const lineSchema = z.looseObject({ event: z.string(), versionId: z.string().optional() });
export type WorkerLine = z.infer<typeof lineSchema>;

export interface WorkerProcess {
  readonly pid: number;
  /** What it logged so far. */
  readonly lines: readonly WorkerLine[];
  /** kill -9, and waits for the end. */
  kill(): Promise<void>;
  /** Stops it as a supervisor would, and waits for the end. */
  close(): Promise<void>;
}

/** A real ingest worker in a process of its own, on the data folder and services that the environment names. */
export async function startWorkerProcess(environment: Readonly<Record<string, string>>): Promise<WorkerProcess> {
  const child = fork(join(repositoryRoot, 'workers', 'ingest', 'src', 'main.ts'), {
    env: { PATH: process.env['PATH'] ?? '', CARREL_POLL_INTERVAL_MS: '100', ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: true,
  });
  const lines: WorkerLine[] = [];
  const others: string[] = [];
  if (child.stderr === null) throw new Error('No standard error.');
  createInterface({ input: child.stderr }).on('line', (line) => {
    try {
      lines.push(lineSchema.parse(JSON.parse(line)));
    } catch {
      others.push(line);
    }
  });
  const isReady = once(child, 'message').then(() => true);
  const isEnded = once(child, 'exit').then(() => false);
  if (!(await Promise.race([isReady, isEnded]))) throw new Error(`The worker did not start: ${others.join('\n')}`);
  return { pid: child.pid ?? -1, lines, kill: () => end(child, 'SIGKILL'), close: () => end(child, 'SIGTERM') };
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  // Its parsers are in its group, and end with it.
  if (signal === 'SIGKILL' && child.pid !== undefined) process.kill(-child.pid, signal);
  else child.kill(signal);
  await ended;
}
