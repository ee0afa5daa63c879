import { equalBytes } from '../hash/bytes.ts';
import { createClimb } from './climb.ts';
import { rangeRoot, type NodeReader } from './node-reader.ts';
import { hashBytes, hashChildren, splitPoint } from './tree-hash.ts';

/**
 * The audit path of leaf `index` in the tree of `size` leaves, from the leaf to the root (RFC 6962 §2.1.1).
 * @throws RangeError when there is no such leaf.
 */
export async function proveInclusion(read: NodeReader, index: number, size: number): Promise<readonly Uint8Array[]> {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size)
    throw new RangeError(`expected a leaf below ${size}, got ${index}`);
  const path: Uint8Array[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      path.unshift(await rangeRoot(read, middle, end));
      end = middle;
    } else {
      path.unshift(await rangeRoot(read, start, middle));
      start = middle;
    }
  }
  return path;
}

export interface InclusionClaim {
  readonly index: number;
  readonly size: number;
  readonly leafHash: Uint8Array;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** Whether the proof shows that the leaf is at `index` of the tree of `size` leaves with this root (RFC 9162 §2.1.3.2). */
export function verifyInclusion({ index, size, leafHash, root, proof }: InclusionClaim): boolean {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false;
  if ([leafHash, ...proof].some((hash) => hash.length !== hashBytes)) return false;
  const climb = createClimb(index, size - 1);
  let hash = leafHash;
  for (const sibling of proof) {
    const side = climb.step();
    if (side === null) return false;
    hash = side === 'left' ? hashChildren(sibling, hash) : hashChildren(hash, sibling);
  }
  return climb.isAtRoot() && equalBytes(hash, root);
}
