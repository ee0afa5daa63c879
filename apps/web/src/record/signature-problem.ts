import { parseSignedCheckpoint, parseVerifierKey, verifyNote } from '@carrel/tlog';

/** Null: the key has signed the checkpoint, which is of the log that the key names. */
export async function signatureProblem(checkpoint: string, verifierKey: string): Promise<'cannot-check' | 'bad-signature' | null> {
  const [parsed, key] = [parseSignedCheckpoint(checkpoint), parseVerifierKey(verifierKey)];
  if (parsed === null || key === null || parsed.origin !== key.name) return 'bad-signature';
  if (!(await knowsEd25519(key.publicKey))) return 'cannot-check';
  return ((await verifyNote(parsed.note, [key])) ?? []).length > 0 ? null : 'bad-signature';
}

/** Browsers have it only under https or on this machine, and older ones not at all. */
async function knowsEd25519(publicKey: Uint8Array): Promise<boolean> {
  try {
    await crypto.subtle.importKey('raw', Uint8Array.from(publicKey), { name: 'Ed25519' }, false, ['verify']);
    return true;
  } catch {
    return false;
  }
}
