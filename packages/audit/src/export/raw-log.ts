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
  /** SHA-256 of each sealed ciphertext that is still stored, by field; null when the source does not know. */
  readonly sealed: Readonly<Record<string, string>> | null;
}

/** Announces the entries of a shard; `size` is how many it had when the reading began. */
export interface RawShard {
  readonly kind: 'shard';
  readonly shard: number;
  readonly size: number;
}

/** The key that is said to sign a shard, as text (C2SP signed-note). */
export interface RawKey {
  readonly kind: 'key';
  readonly shard: number;
  readonly verifierKey: string;
}

/** A checkpoint of a shard as it was published. Before the entries of the shard. */
export interface RawCheckpoint {
  readonly kind: 'checkpoint';
  readonly shard: number;
  readonly note: string;
}

/** A tile of hashes of a shard's tree. Behind the entries of the shard. */
export interface RawTile {
  readonly kind: 'tile';
  readonly shard: number;
  readonly level: number;
  readonly index: number;
  readonly data: Uint8Array;
}

/** A file of a bundle that is not the one that its manifest names. */
export interface RawDamage {
  readonly kind: 'damage';
  readonly message: string;
}

/** Drafts that had no number yet. `oldestCreatedAt`: UTC ISO 8601; null when there are none. */
export interface RawPending {
  readonly kind: 'pending';
  readonly count: number;
  readonly oldestCreatedAt: string | null;
}

/**
 * The raw log, in order: each shard followed by its key, its checkpoints, its entries and its tiles, then what is pending.
 * All that a verifier needs.
 */
export type RawLogItem = RawShard | RawKey | RawCheckpoint | RawEntry | RawTile | RawDamage | RawPending;
