import type { AnswerId, Clock, Logger, RecordStore } from '@carrel/core';

/** Keeps the answers alive that this process is working on. Whatever it no longer renews, the reaper closes. */
export interface AnswerLeases {
  /** Until when an answer that is accepted now is ours without a further sign of life: Unix milliseconds. */
  untilMs(): number;
  hold(id: AnswerId): void;
  release(id: AnswerId): void;
  /** Answers in work. */
  count(): number;
  close(): void;
}

export interface LeaseDeps {
  readonly store: Pick<RecordStore, 'transaction'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export function createAnswerLeases({ store, clock, logger }: LeaseDeps, { leaseMs }: { readonly leaseMs: number }): AnswerLeases {
  const held = new Set<AnswerId>();
  const untilMs = () => clock.nowMs() + leaseMs;
  let timer: NodeJS.Timeout | null = null;

  async function renew(): Promise<void> {
    try {
      await store.transaction((transaction) => transaction.answers.renewAnswerLeases([...held], untilMs()));
    } catch (error) {
      logger.error('answer-leases.renewal-failed', error, { count: held.size });
    }
    schedule();
  }
  function schedule(): void {
    timer = held.size === 0 ? null : setTimeout(() => void renew(), leaseMs / 3);
    timer?.unref();
  }

  return {
    untilMs,
    hold(id) {
      held.add(id);
      if (timer === null) schedule();
    },
    release: (id) => void held.delete(id),
    count: () => held.size,
    close() {
      held.clear();
      if (timer !== null) clearTimeout(timer);
    },
  };
}
