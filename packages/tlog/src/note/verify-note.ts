import { cosignedMessage, decodeCosignature } from './cosignature.ts';
import { verifyEd25519 } from './ed25519.ts';
import { signatureTypes, type VerifierKey } from './key.ts';
import { signaturesOf, type NoteSignature, type SignedNote } from './signed-note.ts';

const encoder = new TextEncoder();

/** `timestampSeconds`: when a witness saw it; null for a signature without a time. */
export interface KnownSignature {
  readonly key: VerifierKey;
  readonly timestampSeconds: number | null;
}

/**
 * Which of the keys have signed the note. Signatures of other keys are left aside, as C2SP signed-note wants it.
 * @returns null when a signature that names one of the keys is wrong: then the note is worth nothing.
 */
export async function verifyNote(note: SignedNote, keys: readonly VerifierKey[]): Promise<readonly KnownSignature[] | null> {
  const known: KnownSignature[] = [];
  for (const key of keys) {
    for (const signature of signaturesOf(note, key)) {
      const valid = await verifyOne(note.text, key, signature);
      if (valid === null) return null;
      known.push(valid);
    }
  }
  return known;
}

async function verifyOne(text: string, key: VerifierKey, { signature }: NoteSignature): Promise<KnownSignature | null> {
  const { publicKey } = key;
  if (key.type === signatureTypes.ed25519) {
    const isValid = await verifyEd25519({ publicKey, message: encoder.encode(text), signature });
    return isValid ? { key, timestampSeconds: null } : null;
  }
  const cosignature = decodeCosignature(signature);
  if (cosignature === null) return null;
  const { timestampSeconds } = cosignature;
  const isValid = await verifyEd25519({ publicKey, message: cosignedMessage(text, timestampSeconds), signature: cosignature.signature });
  return isValid ? { key, timestampSeconds } : null;
}
