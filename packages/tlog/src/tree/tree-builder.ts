import { emptyRoot, hashChildren } from './tree-hash.ts';

/** A tree that grows; it keeps one hash for each bit of its size, not its leaves. */
export interface TreeBuilder {
  /** Leaves so far. */
  readonly size: number;
  append(leafHash: Uint8Array): void;
  /** Root of the leaves so far (RFC 6962 §2.1). */
  root(): Uint8Array;
  /** Hashes of the complete subtrees that make up the tree, from left to right: what `createTreeBuilder` goes on from. */
  peaks(): readonly Uint8Array[];
}

/**
 * @param from goes on from a tree of this size with these peaks.
 * @throws RangeError when the number of peaks is not that of the ones in the binary form of `size`.
 */
export function createTreeBuilder(
  from: { readonly size: number; readonly peaks: readonly Uint8Array[] } = { size: 0, peaks: [] },
): TreeBuilder {
  let { size } = from;
  const peaks = [...from.peaks];
  if (peaks.length !== onesOf(size)) throw new RangeError(`expected ${onesOf(size)} peaks for ${size} leaves, got ${peaks.length}`);
  return {
    get size() {
      return size;
    },
    append(leafHash) {
      let hash = leafHash;
      // Each trailing one of the size is a complete subtree as high as the new one: they become one.
      for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2)) hash = hashChildren(peaks.pop() ?? emptyRoot(), hash);
      peaks.push(hash);
      size += 1;
    },
    root: () =>
      peaks.reduceRight<Uint8Array | null>((right, left) => (right === null ? left : hashChildren(left, right)), null) ?? emptyRoot(),
    peaks: () => [...peaks],
  };
}

function onesOf(size: number): number {
  let ones = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2;
  return ones;
}
