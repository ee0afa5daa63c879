import {
  formatVerifierKey,
  parseSignedCheckpoint,
  parseVerifierKey,
  signatureTypes,
  toHex,
  verifyNote,
  type VerifierKey,
} from '@carrel/tlog';
import type { RawKey } from '../export/raw-log.ts';
import type { CheckedCheckpoint } from './log-check.ts';
import type { FindingLog } from './report.ts';

/** Reads checkpoints and judges their signatures. */
export interface CheckpointReader {
  /** The key that the source names for a shard. */
  key(item: RawKey): void;
  /** Null when it is no checkpoint of the shard; that is reported then. */
  read(note: string, shard: number): Promise<CheckedCheckpoint | null>;
}

/** @param trusted the keys that are believed; null: those that the source names. */
export function createCheckpointReader(log: FindingLog, trusted: readonly VerifierKey[] | null): CheckpointReader {
  const named = new Map<number, VerifierKey>();
  const keysOf = (shard: number, origin: string) =>
    (trusted ?? [...named].filter(([of]) => of === shard).map(([, key]) => key)).filter(
      (key) => key.name === origin && key.type === signatureTypes.ed25519,
    );

  return {
    key({ shard, verifierKey }) {
      const key = parseVerifierKey(verifierKey);
      if (key === null) log.add('invalid-checkpoint', { shard }, `The key of shard ${shard} cannot be read.`);
      else named.set(shard, key);
    },
    async read(text, shard) {
      const checkpoint = parseSignedCheckpoint(text);
      if (checkpoint === null || shardOf(checkpoint.origin) !== shard) {
        const what = checkpoint === null ? 'A checkpoint cannot be read.' : `A checkpoint is of the log ${checkpoint.origin}.`;
        log.add('invalid-checkpoint', { shard }, what);
        return null;
      }
      const { origin, size, root, note } = checkpoint;
      const signatures = await verifyNote(note, keysOf(shard, origin));
      if (signatures === null)
        log.add('bad-signature', { shard }, `The signature of ${origin} on its checkpoint of ${size} entries is wrong.`);
      else if (signatures.length === 0)
        log.add('unknown-key', { shard }, `The checkpoint of ${size} entries is not signed by a key of ${origin} that is trusted.`);
      const [first] = signatures ?? [];
      return { shard, origin, size, rootHash: toHex(root), signedBy: first === undefined ? null : formatVerifierKey(first.key) };
    },
  };
}

/** The year at the end of a shard's name. */
export function shardOf(origin: string): number | null {
  const year = /\/(\d{4})$/.exec(origin)?.[1];
  return year === undefined ? null : Number(year);
}
