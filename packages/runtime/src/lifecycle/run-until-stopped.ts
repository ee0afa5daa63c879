import type { Logger } from '@carrel/core';
import type { SupervisorLink } from './supervisor-link.ts';
import { createSupervisorLink } from './supervisor-link.ts';

/** What `main` gives back: how to end. */
export interface Running {
  close(): Promise<void>;
}

export interface StopDeps {
  readonly logger: Logger;
  /** How long `close` may take before the process ends anyway. */
  readonly stopTimeoutMs: number;
  readonly process?: NodeJS.Process;
}

export interface RunContext {
  /** Aborted as soon as the process is told to stop. */
  readonly signal: AbortSignal;
  readonly supervisor: SupervisorLink;
}

/** A terminal's Ctrl-C reaches a process directly and once more through npm: signals this close together are one. */
const sameSignalMs = 1_000;

/** Without its supervisor a process ends soon: the next instance may be starting already, and every process survives a crash. */
const orphanTimeoutMs = 2_000;

/**
 * Runs a process: `main` starts it, SIGTERM, SIGINT or the end of the supervisor close it.
 *
 * Closing is graceful up to `stopTimeoutMs`; a second signal ends the process at once. When the supervisor disappears, even
 * by kill -9, the IPC channel closes and the process ends by itself, so that no orphan stays. An error that nobody caught
 * is logged and ends the process with status 1: the supervisor starts it again.
 */
export async function runUntilStopped(main: (context: RunContext) => Promise<Running>, deps: StopDeps): Promise<void> {
  const { logger } = deps;
  const target = deps.process ?? process;
  const stop = new AbortController();
  const supervisor = createSupervisorLink(target);
  let firstSignalMs: number | undefined;
  let isOrphan = false;
  const { promise: running, resolve: setRunning, reject: setFailed } = Promise.withResolvers<Running>();
  let closing: Promise<void> | undefined;
  const end = (code: number) => {
    if (isOrphan) endOwnGroup(target.pid);
    target.exit(code);
  };
  /** Safe to call again: closes once, and the earlier deadline wins. */
  const close = async (reason: string, timeoutMs: number) => {
    logger.info('process.stopping', { reason });
    const timer = setTimeout(() => {
      logger.warn('process.stop-timed-out', { timeoutMs });
      end(1);
    }, timeoutMs);
    stop.abort();
    try {
      await (closing ??= running.then((one) => one.close()));
      clearTimeout(timer);
      logger.info('process.stopped', { reason });
      end(0);
    } catch (error) {
      logger.error('process.stop-failed', error);
      end(1);
    }
  };
  const onSignal = (reason: string) => {
    if (firstSignalMs === undefined) {
      firstSignalMs = performance.now();
      void close(reason, deps.stopTimeoutMs);
    } else if (performance.now() - firstSignalMs > sameSignalMs) {
      logger.warn('process.stopped-at-once', { reason });
      end(1);
    }
  };
  const onFatal = (error: unknown) => {
    logger.error('process.failed', error);
    end(1);
  };

  // Before anything else starts: a signal that nobody listens for would end the process unclosed.
  target.on('SIGTERM', () => onSignal('SIGTERM'));
  target.on('SIGINT', () => onSignal('SIGINT'));
  target.on('disconnect', () => {
    firstSignalMs ??= performance.now();
    isOrphan = true;
    void close('supervisor gone', Math.min(orphanTimeoutMs, deps.stopTimeoutMs));
  });
  target.on('uncaughtException', onFatal);
  target.on('unhandledRejection', onFatal);

  main({ signal: stop.signal, supervisor }).then(setRunning, setFailed);
  try {
    await running;
  } catch (error) {
    if (!stop.signal.aborted) onFatal(error);
  }
}

/** A supervised process leads a group; what it started ends with it when nobody is left who would see to that. */
function endOwnGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // This process does not lead a group.
  }
}
