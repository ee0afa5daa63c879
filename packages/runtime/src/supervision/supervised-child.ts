import type { ChildProcess } from 'node:child_process';
import type { Clock, Logger } from '@carrel/core';
import { isoTime } from '@carrel/core';
import type { ChildMessage, ChildStatus, SupervisorMessage } from '../lifecycle/supervisor-messages.ts';
import { childMessageSchema } from '../lifecycle/supervisor-messages.ts';
import type { BackOffOptions } from './back-off.ts';
import { createRestartWaits } from './back-off.ts';
import type { ChildDefinition } from './child-definition.ts';
import { forkGroup, killGroup } from './process-group.ts';

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

interface ChildOptions extends SupervisionOptions {
  onChange(): void;
  onMessage(message: ChildMessage): void;
}

/** Keeps one process running: starts it again with back-off whenever it ends, and logs every end with its reason. */
export function createSupervisedChild(deps: SupervisionDeps, definition: ChildDefinition, options: ChildOptions): SupervisedChild {
  const { clock, logger } = deps;
  let status: ChildStatus = { name: definition.name, state: 'stopped', pid: null, restarts: 0, lastExit: null, lastExitAt: null };
  let child: ChildProcess | undefined;
  let restartTimer: NodeJS.Timeout | undefined;
  const waitAfter = createRestartWaits(deps.random, options);
  let startedMs = 0;
  let isStopping = false;
  const waiters: (() => void)[] = [];

  const change = (changed: Partial<ChildStatus>) => {
    status = { ...status, ...changed };
    options.onChange();
  };
  const onMessage = (raw: unknown) => {
    const parsed = childMessageSchema.safeParse(raw);
    if (!parsed.success) return;
    if (parsed.data.type === 'ready' && !isStopping) {
      logger.info('child.ready', { child: definition.name, startMs: Math.round(clock.monotonicMs() - startedMs) });
      change({ state: 'ready' });
    }
    options.onMessage(parsed.data);
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
    const backoffMs = waitAfter(ranMs);
    const { restarts } = status;
    logger.warn('child.ended', { child: definition.name, lastExit, restarts, backoffMs, durationMs: Math.round(ranMs) });
    change({ ...ended, state: 'backing-off' });
    restartTimer = setTimeout(() => launch(restarts + 1), backoffMs);
  };
  const launch = (restarts: number) => {
    restartTimer = undefined;
    startedMs = clock.monotonicMs();
    child = forkGroup(definition);
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
