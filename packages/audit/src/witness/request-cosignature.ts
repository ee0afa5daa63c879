import type { AuditTreeRepository, StoredCheckpoint } from '@carrel/core';
import {
  createTileReader,
  formatAddCheckpoint,
  formatNote,
  formatSignature,
  parseNote,
  parseSignedCheckpoint,
  proveConsistency,
  verifyNote,
  type VerifierKey,
} from '@carrel/tlog';
import { tileSource } from '../tree/open-shard-tree.ts';

/** Sends a request to a witness; gives what it answered. Rejects when it cannot be reached. */
export type PostToWitness = (body: string) => Promise<{ readonly status: number; readonly text: string }>;

export type CosignatureResult =
  /** The line to be put below the checkpoint. */
  | { readonly type: 'cosigned'; readonly line: string }
  /** The witness has seen a log that this one does not go on from: somebody has rewritten it, or the witness is lying. */
  | { readonly type: 'diverged'; readonly seenSize: number }
  | { readonly type: 'refused'; readonly status: number };

/** Sizes can change hands while one asks: so often is asked again with the size that the witness names. */
const maxAttempts = 3;

/**
 * Asks a witness to cosign a checkpoint (C2SP tlog-witness), with the proof that the log has only grown since what it saw last.
 * Its answer is believed only as far as its signature holds.
 * @param last the size that the witness is thought to have seen; 0 when nobody knows.
 */
export async function requestCosignature(
  deps: { readonly tree: Pick<AuditTreeRepository, 'findTile'>; readonly post: PostToWitness },
  request: { readonly checkpoint: StoredCheckpoint; readonly key: VerifierKey; readonly last: number },
): Promise<CosignatureResult> {
  const { checkpoint, key } = request;
  const { shard, size, note } = checkpoint;
  let oldSize = Math.min(request.last, size);
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const proof = await proveConsistency(createTileReader(tileSource(deps.tree, shard), size), oldSize, size);
    const { status, text } = await deps.post(formatAddCheckpoint({ oldSize, proof, checkpoint: note }));
    if (status === 200) return (await cosignatureIn(note, text, key)) ?? { type: 'refused', status };
    const seenSize = status === 409 && /^\d{1,15}\n?$/.test(text) ? Number(text) : null;
    if (status === 422 || (seenSize !== null && (seenSize > size || seenSize === oldSize)))
      return { type: 'diverged', seenSize: seenSize ?? oldSize };
    if (seenSize === null) return { type: 'refused', status };
    oldSize = seenSize;
  }
  return { type: 'refused', status: 409 };
}

/** The line of the answer that is a signature of this witness on this checkpoint. */
async function cosignatureIn(note: string, answer: string, key: VerifierKey): Promise<CosignatureResult | null> {
  const text = parseSignedCheckpoint(note)?.note.text;
  if (text === undefined) return null;
  for (const line of answer.split('\n').filter((one) => one !== '')) {
    const signed = parseNote(`${text}\n${line}\n`);
    const known = signed === null ? null : await verifyNote(signed, [key]);
    const [signature] = signed?.signatures ?? [];
    if (known !== null && known.length === 1 && signature !== undefined) return { type: 'cosigned', line: formatSignature(signature) };
  }
  return null;
}

/** A checkpoint with the cosignatures that came later below it. */
export function withCosignatures(note: string, lines: readonly string[]): string {
  const parsed = parseNote(note);
  if (parsed === null || lines.length === 0) return note;
  return `${formatNote(parsed)}${lines.join('')}`;
}
