import { concatBytes } from '../hash/bytes.ts';

const encoder = new TextEncoder();
const timestampBytes = 8;

/** What a cosignature of a witness signs: the time at which it saw the checkpoint, and its text (C2SP tlog-cosignature, v1). */
export function cosignedMessage(text: string, timestampSeconds: number): Uint8Array {
  return encoder.encode(`cosignature/v1\ntime ${timestampSeconds}\n${text}`);
}

/** Time (Unix, seconds) and Ed25519 signature, as they stand behind the key id. */
export function encodeCosignature(timestampSeconds: number, signature: Uint8Array): Uint8Array {
  const timestamp = new Uint8Array(timestampBytes);
  new DataView(timestamp.buffer).setBigUint64(0, BigInt(timestampSeconds));
  return concatBytes(timestamp, signature);
}

/** Null when it is not 72 bytes, or the time is not one that can be. */
export function decodeCosignature(bytes: Uint8Array): { readonly timestampSeconds: number; readonly signature: Uint8Array } | null {
  if (bytes.length !== timestampBytes + 64) return null;
  const timestampSeconds = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0));
  return Number.isSafeInteger(timestampSeconds) ? { timestampSeconds, signature: bytes.slice(timestampBytes) } : null;
}
