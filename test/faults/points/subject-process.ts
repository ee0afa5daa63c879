import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { CarrelClient } from '@carrel/contract';
import { runtimePaths } from '@carrel/runtime';
import { clientOfSocket } from '../../support/carrel-process.ts';
import { type SubjectOrder, subjectReplySchema, type SubjectSettings } from './subject-protocol.ts';

/** Each start is so much later than the one before: every lease is over. */
const laterMs = 120_000;
const startTimeoutMs = 60_000;

/** A program with its options that runs the subject: strace. */
export type TraceCommand = readonly string[];

/** A running subject. */
export interface Subject {
  readonly client: CarrelClient;
  /** Resolves when it has obeyed. */
  tell(order: SubjectOrder): Promise<void>;
  /** Resolves with how it ended, when it ends. */
  readonly ended: Promise<string>;
  hasEnded(): boolean;
  /** Operations that failed as ordered. */
  readonly failedFiles: readonly string[];
  /** kill -9 of it and of all that it started. */
  kill(): Promise<void>;
}

/** Starts subjects on one data folder, one after the other; each later in time. */
export interface SubjectFolder {
  readonly dataDir: string;
  /** Resolves when it is ready, or null when it ended before. */
  start(settings?: Partial<Pick<SubjectSettings, 'fault' | 'workers' | 'environment'>>, tracedBy?: TraceCommand): Promise<Subject | null>;
  clockOffsetMs(): number;
  setClockOffset(offsetMs: number): void;
}

export async function openSubjectFolder(dataDir: string): Promise<SubjectFolder> {
  await mkdir(dataDir, { recursive: true });
  let clockOffsetMs = 0;
  return {
    dataDir,
    clockOffsetMs: () => clockOffsetMs,
    setClockOffset: (offsetMs) => {
      clockOffsetMs = offsetMs;
    },
    async start(settings = {}, tracedBy) {
      clockOffsetMs += laterMs;
      const given: SubjectSettings = { dataDir, clockOffsetMs, workers: 1, fault: null, environment: {}, ...settings };
      return launch(given, tracedBy);
    },
  };
}

async function launch(settings: SubjectSettings, tracedBy: TraceCommand = []): Promise<Subject | null> {
  const entry = fileURLToPath(new URL('./subject.ts', import.meta.url));
  const [command, ...args] = [...tracedBy, process.execPath, entry, JSON.stringify(settings)] as const;
  const child = spawn(command ?? process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], detached: true });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString('utf8')).slice(-8_000)));
  let isOver = false;
  const ended = once(child, 'exit').then(() => {
    isOver = true;
    killGroup(child);
    return child.signalCode ?? `status ${child.exitCode ?? 'unknown'} ${errors}`;
  });
  const replies = listen(child);
  const isReady = await Promise.race([replies.next('ready').then(() => true), ended.then(() => false), timeout(startTimeoutMs)]);
  if (isReady === 'timeout') {
    killGroup(child);
    throw new Error(`The subject was not ready after ${startTimeoutMs} ms. ${errors}`);
  }
  if (!isReady) {
    if (settings.fault === null) throw new Error(`The subject did not start: ${await ended}`);
    return null;
  }
  const { client, close } = clientOfSocket(runtimePaths(settings.dataDir).sockets.api);
  void ended.then(close);
  return {
    client,
    ended,
    hasEnded: () => isOver,
    failedFiles: replies.failedFiles,
    async tell(order) {
      const obeyed = replies.next('obeyed');
      if (child.connected) child.send(order, () => undefined);
      await Promise.race([obeyed, ended]);
    },
    async kill() {
      killGroup(child);
      await ended;
    },
  };
}

function listen(child: ChildProcess) {
  const waiting: { readonly type: string; readonly resolve: () => void }[] = [];
  const failedFiles: string[] = [];
  child.on('message', (message) => {
    const reply = subjectReplySchema.parse(message);
    if (reply.type === 'file-failed') failedFiles.push(`${reply.name} ${reply.path}`);
    const place = waiting.findIndex(({ type }) => type === reply.type);
    if (place >= 0) waiting.splice(place, 1)[0]?.resolve();
  });
  return {
    failedFiles,
    next: (type: 'ready' | 'obeyed') => new Promise<void>((resolve) => void waiting.push({ type, resolve })),
  };
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody of the group is left.
  }
}

function timeout(ms: number): Promise<'timeout'> {
  return new Promise((resolve) => {
    setTimeout(() => resolve('timeout'), ms).unref();
  });
}
