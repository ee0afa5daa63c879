import type { RawEntry, RawPending, RawShard, RawTile } from '../export/raw-log.ts';
import type { Leaf } from '../leaf/leaf-schema.ts';

/** An entry with what was made of it anew. */
export interface CheckedEntry {
  readonly raw: RawEntry;
  /** The leaf hash of the bytes, computed. */
  readonly hash: string;
  /** Null when the bytes are not a leaf of this schema. */
  readonly leaf: Leaf | null;
}

/** A checkpoint whose text could be read; its signatures are judged by then. */
export interface CheckedCheckpoint {
  readonly shard: number;
  readonly origin: string;
  readonly size: number;
  /** Lower-case hexadecimal. */
  readonly rootHash: string;
  /** The key that has signed it, as text; null when none that is trusted has. */
  readonly signedBy: string | null;
  /** Whether the policy's witnesses have cosigned it. `strange`: others have, but no quorum of those. */
  readonly cosigning: 'none' | 'quorum' | 'strange';
}

/** One rule of verification, fed with the log in its order. It keeps only what it needs of the past. */
export interface LogCheck {
  shard?(shard: RawShard): void;
  checkpoint?(checkpoint: CheckedCheckpoint): void;
  entry?(entry: CheckedEntry): void;
  tile?(tile: RawTile): void;
  pending?(pending: RawPending): void;
  end?(): void;
}

export function placeOf(entry: CheckedEntry): { readonly shard: number; readonly seq: number; readonly eventId: string } {
  return { shard: entry.raw.shard, seq: entry.leaf?.seq ?? entry.raw.seq, eventId: entry.leaf?.id ?? entry.raw.id };
}
