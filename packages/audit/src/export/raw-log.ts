/** Columns of an entry beside its leaf. They repeat what the leaf says, for searching, and must say the same. */
export interface RawEntry {
  readonly kind: 'entry';
  readonly shard: number;
  readonly seq: number;
  readonly id: string;
  readonly time: string;
  readonly type: string;
  readonly outcome: string;
  readonly actorRef: string;
  readonly targetRef: string | null;
  readonly channel: string;
  /** The exact bytes that were hashed. */
  readonly leaf: Uint8Array;
  readonly leafHash: string;
  /** SHA-256 of each sealed ciphertext that is still stored, by field. */
  readonly sealed: Readonly<Record<string, string>>;
}

/** Announces the entries of a shard; `size` is how many it had when the reading began. */
export interface RawShard {
  readonly kind: 'shard';
  readonly shard: number;
  readonly size: number;
}

/** Drafts that had no number yet. `oldestCreatedAt`: UTC ISO 8601; null when there are none. */
export interface RawPending {
  readonly kind: 'pending';
  readonly count: number;
  readonly oldestCreatedAt: string | null;
}

/** The raw log, in order: each shard followed by its entries, then what is pending. All that a verifier needs. */
export type RawLogItem = RawShard | RawEntry | RawPending;
