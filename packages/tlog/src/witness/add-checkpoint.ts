import { fromBase64, toBase64 } from '../hash/bytes.ts';
import { hashBytes } from '../tree/tree-hash.ts';

/** What a log asks of a witness (C2SP tlog-witness): the size that the witness has seen last, why the log of that size is the beginning of the new one, and the new checkpoint. */
export interface AddCheckpointRequest {
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  /** The signed note. */
  readonly checkpoint: string;
}

/** A proof in a tree of 2^63 leaves has no more hashes. */
const maxProofHashes = 63;

export function formatAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpointRequest): string {
  return `old ${oldSize}\n${proof.map((hash) => `${toBase64(hash)}\n`).join('')}\n${checkpoint}`;
}

/** Null when it is not of the form. */
export function parseAddCheckpoint(body: string): AddCheckpointRequest | null {
  const split = body.indexOf('\n\n');
  if (split < 0) return null;
  const [first = '', ...lines] = body.slice(0, split).split('\n');
  const [, size] = /^old (0|[1-9]\d{0,15})$/.exec(first) ?? [];
  const proof = lines.map(fromBase64);
  const isProof = (hashes: readonly (Uint8Array | null)[]): hashes is readonly Uint8Array[] =>
    hashes.every((hash) => hash?.length === hashBytes);
  if (size === undefined || !Number.isSafeInteger(Number(size)) || lines.length > maxProofHashes || !isProof(proof)) return null;
  return { oldSize: Number(size), proof, checkpoint: body.slice(split + 2) };
}
