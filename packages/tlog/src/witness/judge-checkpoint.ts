import { equalBytes } from '../hash/bytes.ts';
import { signatureTypes, verifierKey, type VerifierKey } from '../note/key.ts';
import { parseSignedCheckpoint, type SignedCheckpoint } from '../note/signed-checkpoint.ts';
import { verifyNote } from '../note/verify-note.ts';
import { verifyConsistency } from '../tree/consistency-proof.ts';
import { emptyRoot } from '../tree/tree-hash.ts';
import { parseAddCheckpoint, type AddCheckpointRequest } from './add-checkpoint.ts';

/** The largest tree that the witness has cosigned of a log. */
export interface WitnessedTree {
  readonly size: number;
  readonly root: Uint8Array;
}

/** What a witness answers, and why (C2SP tlog-witness names a status for each). */
export type WitnessVerdict =
  | { readonly type: 'cosign'; readonly checkpoint: SignedCheckpoint }
  | { readonly type: 'malformed' }
  | { readonly type: 'unknown-log' }
  | { readonly type: 'not-signed' }
  /** The log has another idea of what the witness saw last. */
  | { readonly type: 'conflict'; readonly size: number }
  | { readonly type: 'bad-proof' };

/**
 * Decides about a request. The caller cosigns, and answers, only after the checkpoint is kept in place of `seen`, and lets no
 * other request of the same log in between: two requests that are judged against the same `seen` could otherwise fork the log.
 *
 * @param trusted keys of logs. A log that is named by its year (`…/2026`) is known in other years by the same key.
 */
export async function judgeCheckpoint(
  body: string,
  trusted: readonly VerifierKey[],
  seen: (origin: string) => WitnessedTree | null,
): Promise<WitnessVerdict> {
  const request = parseAddCheckpoint(body);
  const checkpoint = request === null ? null : parseSignedCheckpoint(request.checkpoint);
  if (request === null || checkpoint === null) return { type: 'malformed' };
  const keys = trusted.map((key) => keyForOrigin(key, checkpoint.origin)).filter((key) => key !== null);
  if (keys.length === 0) return { type: 'unknown-log' };
  const signatures = await verifyNote(checkpoint.note, keys);
  if (signatures === null || signatures.length === 0) return { type: 'not-signed' };
  return judgeGrowth(request, checkpoint, seen(checkpoint.origin) ?? { size: 0, root: emptyRoot() });
}

function judgeGrowth({ oldSize, proof }: AddCheckpointRequest, checkpoint: SignedCheckpoint, last: WitnessedTree): WitnessVerdict {
  const { size, root } = checkpoint;
  if (oldSize > size) return { type: 'malformed' };
  if (oldSize !== last.size || (oldSize === size && !equalBytes(last.root, root))) return { type: 'conflict', size: last.size };
  const isConsistent = verifyConsistency({ oldSize, oldRoot: last.root, newSize: size, newRoot: root, proof });
  return isConsistent ? { type: 'cosign', checkpoint } : { type: 'bad-proof' };
}

/** The key under the name of the origin; null when it is of another log. */
function keyForOrigin(key: VerifierKey, origin: string): VerifierKey | null {
  if (key.type !== signatureTypes.ed25519) return null;
  if (key.name === origin) return key;
  const isSameLog = /\/\d{4}$/.test(origin) && /\/\d{4}$/.test(key.name) && key.name.slice(0, -5) === origin.slice(0, -5);
  return isSameLog ? verifierKey(origin, key.type, key.publicKey) : null;
}
