import { emptyRoot, hashChildren, splitPoint } from './tree-hash.ts';

/**
 * Reads the hash of a complete subtree: the one over the leaves `[index · 2^level, (index + 1) · 2^level)`. Level 0 are the
 * leaf hashes.
 */
export type NodeReader = (level: number, index: number) => Promise<Uint8Array> | Uint8Array;

/** Root over the leaves `[start, end)`, where `start` is a multiple of the largest power of two that is not above the range. */
export async function rangeRoot(read: NodeReader, start: number, end: number): Promise<Uint8Array> {
  const size = end - start;
  if (size === 0) return emptyRoot();
  const level = Math.log2(size);
  if (Number.isInteger(level)) return read(level, start / size);
  const middle = start + splitPoint(size);
  return hashChildren(await rangeRoot(read, start, middle), await rangeRoot(read, middle, end));
}
