import { type Clock, type Logger, type NamedLease, type RecordStore, type Repositories, faultPoint } from '@carrel/core';
import { setTimeout as sleep } from 'node:timers/promises';

const leaseName = 'index-writer';
const leaseMs = 15_000;
const renewIntervalMs = 5_000;
const retryMs = 1_000;

export interface WriterLease {
  /** Waits until this process may write the index. */
  hold(signal: AbortSignal): Promise<void>;
  /**
   * Whether this process has been the one writer ever since it began to hold, asked in the transaction that is to be fenced: true
   * until that transaction ends.
   */
  isHeld(repositories: Pick<Repositories, 'leases'>): Promise<boolean>;
  release(): Promise<void>;
}

/** The right to write the index: one process at a time, by lease in SQL, renewed for as long as this process lives. */
export function createWriterLease(
  deps: { readonly store: RecordStore; readonly clock: Clock; readonly logger: Logger },
  options: { readonly owner: string; readonly onLost: () => void },
): WriterLease {
  let lease: NamedLease | null = null;
  const acquire = ({ leases }: Pick<Repositories, 'leases'>) => leases.acquire(leaseName, options.owner, deps.clock.nowMs(), leaseMs);
  const renew = async () => {
    const held = lease;
    if (held === null) return;
    const renewed = await deps.store.transaction(acquire);
    // Another epoch: somebody else had it in between, and may have removed what was not published.
    if (lease === held && renewed?.epoch !== held.epoch) options.onLost();
  };
  const renewal = setInterval(() => {
    renew().catch((error: unknown) => deps.logger.error('index.lease-renewal-failed', error));
  }, renewIntervalMs);

  return {
    async hold(signal) {
      while (lease === null) {
        signal.throwIfAborted();
        lease = await deps.store.transaction(acquire);
        if (lease !== null) {
          faultPoint('index.writer-became');
          deps.logger.info('index.writer-became', { leaseEpoch: lease.epoch });
        } else await sleep(retryMs, undefined, { signal });
      }
    },
    async isHeld(repositories) {
      if (lease === null) return false;
      if (await repositories.leases.isHeld(lease, deps.clock.nowMs())) return true;
      // Its time was over, which is no matter as long as nobody else has taken it.
      return (await acquire(repositories))?.epoch === lease.epoch;
    },
    async release() {
      clearInterval(renewal);
      const held = lease;
      lease = null;
      if (held) await deps.store.transaction(({ leases }) => leases.release(held));
    },
  };
}
