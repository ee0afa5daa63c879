import type { Clock, NamedLease, RecordStore } from '@carrel/core';

/** Takes a named lease and keeps it, so that one process at a time does a job. */
export interface LeaseHolder {
  /** The lease, renewed when it is due; null while another process holds it. @throws DATABASE_UNAVAILABLE. */
  hold(): Promise<NamedLease | null>;
  /** Forgets it, after work under it was refused: the next `hold` asks anew. */
  forget(): void;
  /** Gives it back, so that another process need not wait for its end. */
  release(): Promise<void>;
}

export interface LeaseHolderOptions {
  readonly name: string;
  /** Unique to this process. */
  readonly owner: string;
  /** After so long without renewal another process may take it. */
  readonly leaseMs: number;
  /** How often it is renewed; each time is a small write. */
  readonly renewAfterMs: number;
  /** Awaited when the lease was taken, not when it was renewed. */
  readonly onTaken?: (lease: NamedLease) => Promise<void>;
}

export function createLeaseHolder(deps: { readonly store: RecordStore; readonly clock: Clock }, options: LeaseHolderOptions): LeaseHolder {
  let takenEpoch: number | null = null;
  let held: { readonly lease: NamedLease; readonly renewAtMs: number } | null = null;
  return {
    async hold() {
      if (held !== null && deps.clock.monotonicMs() < held.renewAtMs) return held.lease;
      const renewAtMs = deps.clock.monotonicMs() + options.renewAfterMs;
      const lease = await deps.store.transaction((repositories) =>
        repositories.leases.acquire(options.name, options.owner, deps.clock.nowMs(), options.leaseMs),
      );
      if (lease !== null && lease.epoch !== takenEpoch) await options.onTaken?.(lease);
      takenEpoch = lease?.epoch ?? null;
      held = lease === null ? null : { lease, renewAtMs };
      return lease;
    },
    forget() {
      held = null;
    },
    async release() {
      if (held === null) return;
      const { lease } = held;
      held = null;
      await deps.store.transaction((repositories) => repositories.leases.release(lease));
    },
  };
}
