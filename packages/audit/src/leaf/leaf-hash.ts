import { createHash, hash } from 'node:crypto';

const leafPrefix = Uint8Array.of(0x00);

/** Lower-case hexadecimal SHA-256 of 0x00 and the leaf: a leaf hash of the Merkle tree of RFC 6962 §2.1. */
export function leafHash(leaf: Uint8Array): string {
  return createHash('sha256').update(leafPrefix).update(leaf).digest('hex');
}

/** Lower-case hexadecimal SHA-256. */
export function sha256Hex(data: Uint8Array | string): string {
  return hash('sha256', data, 'hex');
}

/** `prev` of the first entry of the first shard. The first entry of a later shard continues from the last one of the shard before. */
export const genesisHash = '0'.repeat(64);
