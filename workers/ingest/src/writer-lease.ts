import type { Clock, Logger, NamedLease, RecordStore } from '@carrel/core';
import { setTimeout as sleep } from 'node:timers/promises';

const leaseName = 'index-writer';
const leaseMs = 15_000;
const renewIntervalMs = 5_000;
const retryMs = 1_000;

export interface WriterLease {
  /** Waits until this process may write the index. */
  hold(signal: AbortSignal): Promise<void>;
  release(): Promise<void>;
}

/** The right to write the index: one process at a time, by lease in SQL, renewed for as long as this process lives. */
export function createWriterLease(
  deps: { readonly store: RecordStore; readonly clock: Clock; readonly logger: Logger },
  options: { readonly owner: string; readonly onLost: () => void },
): WriterLease {
  let lease: NamedLease | null = null;
  const acquire = () => deps.store.transaction(({ leases }) => leases.acquire(leaseName, options.owner, deps.clock.nowMs(), leaseMs));
  const renew = async () => {
    if (lease !== null && (await acquire()) === null) options.onLost();
  };
  const renewal = setInterval(() => {
    renew().catch((error: unknown) => deps.logger.error('index.lease-renewal-failed', error));
  }, renewIntervalMs);

  return {
    async hold(signal) {
      while (lease === null) {
        signal.throwIfAborted();
        lease = await acquire();
        if (lease === null) await sleep(retryMs, undefined, { signal });
      }
    },
    async release() {
      clearInterval(renewal);
      const held = lease;
      lease = null;
      if (held) await deps.store.transaction(({ leases }) => leases.release(held));
    },
  };
}
