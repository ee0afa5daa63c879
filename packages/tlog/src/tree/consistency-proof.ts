import { equalBytes } from '../hash/bytes.ts';
import { createClimb } from './climb.ts';
import { rangeRoot, type NodeReader } from './node-reader.ts';
import { hashBytes, hashChildren, splitPoint } from './tree-hash.ts';

/**
 * Proof that the tree of `newSize` leaves begins with that of `oldSize` (RFC 6962 §2.1.2). Empty for equal sizes and for an
 * old tree without leaves.
 * @throws RangeError when the old tree is larger than the new one.
 */
export async function proveConsistency(read: NodeReader, oldSize: number, newSize: number): Promise<readonly Uint8Array[]> {
  if (!Number.isSafeInteger(oldSize) || !Number.isSafeInteger(newSize) || oldSize < 0 || oldSize > newSize)
    throw new RangeError(`expected an old size of at most ${newSize}, got ${oldSize}`);
  if (oldSize === 0 || oldSize === newSize) return [];
  const path: Uint8Array[] = [];
  let start = 0;
  let end = newSize;
  while (oldSize !== end) {
    const middle = start + splitPoint(end - start);
    if (oldSize <= middle) {
      path.unshift(await rangeRoot(read, middle, end));
      end = middle;
    } else {
      path.unshift(await rangeRoot(read, start, middle));
      start = middle;
    }
  }
  // The old tree is one complete subtree from the left: its root is known to whoever verifies.
  return start === 0 ? path : [await rangeRoot(read, start, end), ...path];
}

export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly newSize: number;
  readonly oldRoot: Uint8Array;
  readonly newRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** Whether the proof shows that the old tree is the beginning of the new one (RFC 9162 §2.1.4.2). */
export function verifyConsistency(claim: ConsistencyClaim): boolean {
  const { oldSize, newSize, oldRoot, newRoot, proof } = claim;
  if (!Number.isSafeInteger(oldSize) || !Number.isSafeInteger(newSize) || oldSize < 0 || oldSize > newSize) return false;
  if (proof.some((step) => step.length !== hashBytes)) return false;
  if (oldSize === newSize) return proof.length === 0 && equalBytes(oldRoot, newRoot);
  return oldSize === 0 ? proof.length === 0 : verifyGrowth(claim);
}

function verifyGrowth({ oldSize, newSize, oldRoot, newRoot, proof }: ConsistencyClaim): boolean {
  // A complete subtree from the left needs no hash of its own: its root is the old root.
  const [first, ...siblings] = Number.isInteger(Math.log2(oldSize)) ? [oldRoot, ...proof] : proof;
  if (first === undefined) return false;
  let node = oldSize - 1;
  let last = newSize - 1;
  while (node % 2 === 1) {
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  const climb = createClimb(node, last);
  let oldHash = first;
  let newHash = first;
  for (const sibling of siblings) {
    const side = climb.step();
    if (side === null) return false;
    if (side === 'left') oldHash = hashChildren(sibling, oldHash);
    newHash = side === 'left' ? hashChildren(sibling, newHash) : hashChildren(newHash, sibling);
  }
  return climb.isAtRoot() && equalBytes(oldHash, oldRoot) && equalBytes(newHash, newRoot);
}
