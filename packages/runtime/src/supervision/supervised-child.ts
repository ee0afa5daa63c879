import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Clock, Logger } from '@carrel/core';
import { isoTime } from '@carrel/core';
import type { ChildMessage, ChildStatus, SupervisorMessage } from '../lifecycle/supervisor-messages.ts';
import { childMessageSchema } from '../lifecycle/supervisor-messages.ts';
import type { BackOffOptions } from './back-off.ts';
import { backOffMs, restartBackOff } from './back-off.ts';
import type { ChildDefinition } from './child-definition.ts';

export interface SupervisionDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  /** A number from 0 up to 1. */
  readonly random: () => number;
}

export interface SupervisionOptions {
  readonly backOff?: BackOffOptions;
  /** A process that ran this long starts afresh with the shortest wait. */
  readonly stableAfterMs?: number;
}

export interface SupervisedChild {
  readonly definition: ChildDefinition;
  status(): ChildStatus;
  start(): void;
  /** Asks the process to end (SIGTERM) and resolves when it and its group are gone. No restart follows. */
  stop(): Promise<void>;
  /** Ends the process and all of its group at once. */
  kill(): void;
  send(message: SupervisorMessage): void;
}

interface Events {
  onChange(): void;
  onMessage(message: ChildMessage): void;
}

/** Keeps one process running: starts it again with back-off whenever it ends, and logs every end with its reason. */
export function createSupervisedChild(deps: SupervisionDeps, definition: ChildDefinition, events: Events, options: SupervisionOptions = {}): SupervisedChild {
  const { clock, logger } = deps;
  let status: ChildStatus = { name: definition.name, state: 'stopped', pid: null, restarts: 0, lastExit: null, lastExitAt: null };
  let child: ChildProcess | undefined;
  let restartTimer: NodeJS.Timeout | undefined;
  let failuresInRow = 0;
  let startedMs = 0;
  let isStopping = false;
  const waiters: (() => void)[] = [];

  const change = (changed: Partial<ChildStatus>) => {
    status = { ...status, ...changed };
    events.onChange();
  };
  const onMessage = (raw: unknown) => {
    const parsed = childMessageSchema.safeParse(raw);
    if (!parsed.success) return;
    if (parsed.data.type === 'ready' && !isStopping) {
      logger.info('child.ready', { child: definition.name, startMs: Math.round(clock.monotonicMs() - startedMs) });
      change({ state: 'ready' });
    }
    events.onMessage(parsed.data);
  };
  const onEnd = (lastExit: string) => {
    if (child === undefined) return;
    killGroup(child);
    child = undefined;
    const ended = { pid: null, lastExit, lastExitAt: isoTime(clock) };
    if (isStopping) {
      logger.info('child.stopped', { child: definition.name, lastExit });
      change({ ...ended, state: 'stopped' });
      for (const done of waiters.splice(0)) done();
      return;
    }
    const ranMs = clock.monotonicMs() - startedMs;
    failuresInRow = ranMs >= (options.stableAfterMs ?? 60_000) ? 1 : failuresInRow + 1;
    const waitMs = backOffMs(failuresInRow, deps.random(), options.backOff ?? restartBackOff);
    logger.warn('child.ended', { child: definition.name, lastExit, restarts: status.restarts, backoffMs: waitMs, durationMs: Math.round(ranMs) });
    change({ ...ended, state: 'backing-off' });
    restartTimer = setTimeout(() => launch(status.restarts + 1), waitMs);
  };
  const launch = (restarts: number) => {
    restartTimer = undefined;
    startedMs = clock.monotonicMs();
    child = forkChild(definition);
    child.on('message', onMessage);
    child.on('exit', (code, signal) => onEnd(signal === null ? `exit status ${code ?? 'unknown'}` : `signal ${signal}`));
    // A process that cannot be started at all (no memory, no such file) has no exit event.
    child.on('error', (error) => {
      logger.error('child.failed', error, { child: definition.name });
      if (child?.pid === undefined) onEnd('could not be started');
    });
    change({ state: 'starting', pid: child.pid ?? null, restarts });
  };

  return {
    definition,
    status: () => status,
    start: () => launch(0),
    stop: async () => {
      isStopping = true;
      clearTimeout(restartTimer);
      if (child === undefined) {
        change({ state: 'stopped' });
        return;
      }
      const gone = new Promise<void>((resolve) => void waiters.push(resolve));
      change({ state: 'stopping' });
      child.kill('SIGTERM');
      await gone;
    },
    kill: () => {
      if (child !== undefined) killGroup(child);
    },
    send: (message) => {
      if (child?.connected === true) child.send(message, () => {});
    },
  };
}

/**
 * Each child leads a process group of its own: a terminal's Ctrl-C reaches only the supervisor, which passes it on in order,
 * and the whole group can be ended together. What children print goes to standard error.
 */
function forkChild(definition: ChildDefinition): ChildProcess {
  return fork(definition.entryPath, [...(definition.args ?? [])], {
    execPath: process.execPath,
    execArgv: [...(definition.nodeArgs ?? [])],
    env: { ...definition.environment },
    detached: true,
    stdio: ['ignore', 2, 2, 'ipc'],
  });
}

/** SIGKILL to the process and whatever it started. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody of the group is left.
  }
}
