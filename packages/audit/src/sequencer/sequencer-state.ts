import { isCarrelError, type Clock, type Logger } from '@carrel/core';

export interface SequencerState {
  /** `leading`: numbers events. `standby`: another process does. `failing`: SQL refuses; it tries again by itself. */
  readonly status: 'starting' | 'leading' | 'standby' | 'failing' | 'stopped';
  readonly tail: { readonly shard: number; readonly seq: number } | null;
  /** Unix time; null before the first append. */
  readonly lastAppendMs: number | null;
  /** Why it is failing; null when it is not. */
  readonly failureCode: string | null;
}

const firstBackOffMs = 50;
const longestBackOffMs = 2_000;

/** Keeps what is known about the work, logs its changes, and says how long to wait after a failure. */
export interface StateTracker {
  current(): Omit<SequencerState, 'tail'>;
  leading(epoch: number): void;
  standby(): void;
  stopped(): void;
  appended(): void;
  /** Twice as long each time, at most two seconds. */
  failed(error: unknown): number;
  /** Milliseconds since the last append; infinity before the first. */
  sinceAppendMs(): number;
}

export function createStateTracker(deps: { readonly clock: Clock; readonly logger: Logger }): StateTracker {
  let status: SequencerState['status'] = 'starting';
  let failureCode: string | null = null;
  let failures = 0;
  let lastAppendMs: number | null = null;
  let lastAppendAt = Number.NEGATIVE_INFINITY;
  return {
    current: () => ({ status, lastAppendMs, failureCode }),
    leading(epoch) {
      if (status !== 'leading') deps.logger.info('audit.lead-taken', { leaseEpoch: epoch, failed: failures });
      status = 'leading';
      failures = 0;
      failureCode = null;
    },
    standby() {
      if (status !== 'standby') deps.logger.info('audit.lead-awaited');
      status = 'standby';
    },
    stopped() {
      status = 'stopped';
    },
    appended() {
      lastAppendMs = deps.clock.nowMs();
      lastAppendAt = deps.clock.monotonicMs();
    },
    failed(error) {
      const code = isCarrelError(error) ? error.code : 'INTERNAL';
      failures += 1;
      // A failure that lasts is logged once, not with each try.
      if (status !== 'failing' || failureCode !== code) deps.logger.error('audit.append-failed', error, { failed: failures });
      status = 'failing';
      failureCode = code;
      return Math.min(firstBackOffMs * 2 ** (failures - 1), longestBackOffMs);
    },
    sinceAppendMs: () => deps.clock.monotonicMs() - lastAppendAt,
  };
}
