import { sha256 } from '../hash/sha256.ts';

/** Bytes of a hash of the tree. */
export const hashBytes = 32;

const leafPrefix = Uint8Array.of(0x00);
const nodePrefix = Uint8Array.of(0x01);

/** Hash of a leaf: SHA-256 of 0x00 and its bytes (RFC 6962 §2.1). The prefixes keep a node from being shown as a leaf. */
export function hashLeaf(leaf: Uint8Array): Uint8Array {
  return sha256(leafPrefix, leaf);
}

/** Hash of an inner node: SHA-256 of 0x01, the left and the right hash (RFC 6962 §2.1). */
export function hashChildren(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(nodePrefix, left, right);
}

/** Root of the tree without leaves: SHA-256 of nothing. */
export function emptyRoot(): Uint8Array {
  return sha256();
}

/** The largest power of two below `size`, where the definition splits a tree of `size` ≥ 2 leaves. */
export function splitPoint(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}
