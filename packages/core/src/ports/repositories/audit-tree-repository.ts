/** The hashes of a tile one after the other, 32 bytes each: at most 256 of them, fewer at the right edge of the tree. */
export interface StoredTile {
  readonly level: number;
  readonly index: number;
  readonly data: Uint8Array;
}

/** What was signed about a shard: its size and the root over its entries. */
export interface StoredCheckpoint {
  readonly shard: number;
  readonly size: number;
  /** Lower-case hexadecimal. */
  readonly rootHash: string;
  /** The signed note as it was published. */
  readonly note: string;
  readonly createdAt: string;
}

/** That a witness has seen a checkpoint and found that the log had only grown. */
export interface StoredCosignature {
  readonly shard: number;
  readonly size: number;
  /** Its name in the policy. */
  readonly witness: string;
  /** The signature line, to be put below the checkpoint. */
  readonly line: string;
  readonly createdAt: string;
}

/** What the tree is made of: an entry without its columns. */
export interface StoredLeaf {
  readonly seq: number;
  readonly leaf: Uint8Array;
  /** Lower-case hexadecimal. */
  readonly leafHash: string;
}

/** The Merkle tree over the entries of each shard, and what was signed about it. Written by the sequencer alone. */
export interface AuditTreeRepository {
  /** In order; `fromSeq` inclusive. */
  listLeaves(shard: number, fromSeq: number, limit: number): Promise<readonly StoredLeaf[]>;
  findTile(shard: number, level: number, index: number): Promise<StoredTile | null>;
  /** By level and index, behind `after`. */
  listTiles(shard: number, after: { readonly level: number; readonly index: number } | null, limit: number): Promise<readonly StoredTile[]>;
  /** New tiles, and wider ones in the place of those they begin with. The database refuses any other change of a tile. */
  saveTiles(shard: number, tiles: readonly StoredTile[]): Promise<void>;
  /** The one with the largest size; null when the shard has none. */
  findCheckpoint(shard: number): Promise<StoredCheckpoint | null>;
  /** The first one that covers `size` entries, that is of this size or the next larger one. */
  findCheckpointFrom(shard: number, size: number): Promise<StoredCheckpoint | null>;
  /** By size; `fromSize` inclusive. */
  listCheckpoints(shard: number, fromSize: number, limit: number): Promise<readonly StoredCheckpoint[]>;
  /** Never changed, never deleted: each size is signed once. @throws CONFLICT when there is one of this size. */
  insertCheckpoint(checkpoint: StoredCheckpoint): Promise<void>;
  /** The key that signs the shard, as text (C2SP signed-note); null when none has signed it yet. */
  findVerifierKey(shard: number): Promise<string | null>;
  /** A shard is signed by one key. @throws CONFLICT when it has one. */
  insertVerifierKey(shard: number, verifierKey: string): Promise<void>;
  /** Once for each size and witness; a second one is left aside. */
  insertCosignature(cosignature: StoredCosignature): Promise<void>;
  /** Of one witness, the largest size first. */
  listCosignatures(shard: number, witness: string, limit: number): Promise<readonly StoredCosignature[]>;
  /** Of all witnesses, by size; both ends inclusive. */
  listCosignaturesBetween(shard: number, fromSize: number, toSize: number): Promise<readonly StoredCosignature[]>;
}
