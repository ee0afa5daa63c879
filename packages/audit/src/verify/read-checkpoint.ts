import {
  formatVerifierKey,
  isInRange,
  isQuorum,
  parseKeyLine,
  parseSignedCheckpoint,
  signatureTypes,
  toHex,
  verifyNote,
  type RangedKey,
  type SignedCheckpoint,
  type WitnessPolicy,
} from '@carrel/tlog';
import type { RawKey } from '../export/raw-log.ts';
import type { CheckedCheckpoint } from './log-check.ts';
import type { FindingLog } from './report.ts';

/** Reads checkpoints and judges their signatures. */
export interface CheckpointReader {
  /** A key that the source names for a shard. */
  key(item: RawKey): void;
  /** Null when it is no checkpoint of the shard; that is reported then. */
  read(note: string, shard: number): Promise<CheckedCheckpoint | null>;
}

/** @param trusted.keys the keys that are believed; null: those that the source names. */
export function createCheckpointReader(
  log: FindingLog,
  trusted: { readonly keys: readonly RangedKey[] | null; readonly policy: WitnessPolicy | null },
): CheckpointReader {
  const named: { readonly shard: number; readonly key: RangedKey }[] = [];
  const keysOf = (shard: number, origin: string) =>
    (trusted.keys ?? named.filter((one) => one.shard === shard).map(({ key }) => key)).filter(
      (key) => key.name === origin && key.type === signatureTypes.ed25519,
    );

  const signerOf = async ({ origin, size, note }: SignedCheckpoint, shard: number): Promise<RangedKey | null> => {
    const keys = keysOf(shard, origin);
    const signatures = await verifyNote(note, keys);
    const signers = keys.filter((key) => signatures?.some((one) => one.key === key));
    const inRange = signers.find((key) => isInRange(key, size));
    if (signatures === null)
      log.add('bad-signature', { shard }, `The signature of ${origin} on its checkpoint of ${size} entries is wrong.`);
    else if (signers.length === 0)
      log.add('unknown-key', { shard }, `The checkpoint of ${size} entries is not signed by a key of ${origin} that is trusted.`);
    else if (inRange === undefined)
      log.add('key-out-of-range', { shard }, `The checkpoint of ${size} entries is signed by a key of ${origin} that does not hold there.`);
    return inRange ?? null;
  };

  return {
    key({ shard, verifierKey }) {
      const key = parseKeyLine(verifierKey);
      if (key === null) log.add('invalid-checkpoint', { shard }, `The key of shard ${shard} cannot be read.`);
      else named.push({ shard, key });
    },
    async read(text, shard) {
      const checkpoint = parseSignedCheckpoint(text);
      if (checkpoint === null || shardOf(checkpoint.origin) !== shard) {
        const what = checkpoint === null ? 'A checkpoint cannot be read.' : `A checkpoint is of the log ${checkpoint.origin}.`;
        log.add('invalid-checkpoint', { shard }, what);
        return null;
      }
      const { origin, size, root } = checkpoint;
      const signer = await signerOf(checkpoint, shard);
      const cosigning = trusted.policy === null ? 'none' : await judgeCosignatures(checkpoint, trusted.policy);
      if (cosigning === 'wrong')
        log.add('bad-signature', { shard }, `A cosignature of a witness on the checkpoint of ${size} entries is wrong.`);
      return {
        shard,
        origin,
        size,
        rootHash: toHex(root),
        signedBy: signer === null ? null : formatVerifierKey(signer),
        cosigning: cosigning === 'wrong' ? 'none' : cosigning,
      };
    },
  };
}

async function judgeCosignatures(
  { note, origin }: SignedCheckpoint,
  policy: WitnessPolicy,
): Promise<CheckedCheckpoint['cosigning'] | 'wrong'> {
  const witnesses = [...policy.witnesses];
  const cosigned = await verifyNote(
    note,
    witnesses.map(([, { key }]) => key),
  );
  if (cosigned === null) return 'wrong';
  const names = new Set(witnesses.filter(([, { key }]) => cosigned.some((one) => one.key === key)).map(([name]) => name));
  if (isQuorum(policy, names)) return 'quorum';
  const isStrange = note.signatures.some(
    ({ name, keyId }) => name !== origin && !witnesses.some(([, { key }]) => key.name === name && toHex(key.id) === toHex(keyId)),
  );
  return isStrange ? 'strange' : 'none';
}

/** The year at the end of a shard's name. */
export function shardOf(origin: string): number | null {
  const year = /\/(\d{4})$/.exec(origin)?.[1];
  return year === undefined ? null : Number(year);
}
