import { cosignedMessage, encodeCosignature } from './cosignature.ts';
import type { Sign } from './ed25519.ts';
import { signatureTypes, type VerifierKey } from './key.ts';
import type { NoteSignature } from './signed-note.ts';

const encoder = new TextEncoder();

/** A signature line for a text, by the key of a log. */
export async function signNote(text: string, signer: { readonly key: VerifierKey; readonly sign: Sign }): Promise<NoteSignature> {
  if (signer.key.type !== signatureTypes.ed25519) throw new TypeError('expected an Ed25519 key of a log');
  return { name: signer.key.name, keyId: signer.key.id, signature: await signer.sign(encoder.encode(text)) };
}

/** A signature line for a checkpoint, by the key of a witness. @param timestampSeconds Unix time at which it was seen. */
export async function cosignNote(
  text: string,
  timestampSeconds: number,
  signer: { readonly key: VerifierKey; readonly sign: Sign },
): Promise<NoteSignature> {
  if (signer.key.type !== signatureTypes.cosignatureV1) throw new TypeError('expected a key for cosignature/v1');
  const signature = encodeCosignature(timestampSeconds, await signer.sign(cosignedMessage(text, timestampSeconds)));
  return { name: signer.key.name, keyId: signer.key.id, signature };
}
