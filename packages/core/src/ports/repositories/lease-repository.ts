export interface NamedLease {
  readonly name: string;
  readonly owner: string;
  /** Grows with every change of owner; work done under an older epoch is refused. */
  readonly epoch: number;
}

/** Roles that one process at a time may hold: index writer, sequencer, reaper. */
export interface LeaseRepository {
  /** Null while somebody else holds a live lease. Taking it again as the same owner renews it with the same epoch. */
  acquire(name: string, owner: string, nowMs: number, leaseMs: number): Promise<NamedLease | null>;
  /** Whether this epoch still holds it; called in the transaction that must be fenced. */
  isHeld(lease: NamedLease, nowMs: number): Promise<boolean>;
  release(lease: NamedLease): Promise<void>;
}
