import { equalBytes, hashBytes, hashChildren, nodesAtLevel, tileWidth } from '@carrel/tlog';
import { sha256Hex } from '../leaf/leaf-hash.ts';

/** Makes the tiles of a tree anew from its leaf hashes; of a full one it keeps a digest alone. */
export interface TileDigests {
  append(leafHash: Uint8Array): void;
  /**
   * Whether a tile is the one of the tree so far, or begins with it: `extra` when the tree has no such tile. What a tile has
   * beyond the tree is of a later one.
   */
  compare(tile: { readonly level: number; readonly index: number; readonly data: Uint8Array }): 'same' | 'different' | 'extra';
  readonly size: number;
}

export function createTileDigests(): TileDigests {
  const edges: Uint8Array[][] = [];
  const full = new Map<string, string>();
  let size = 0;

  const add = (level: number, hash: Uint8Array) => {
    const edge = (edges[level] ??= []);
    edge.push(hash);
    if (edge.length < tileWidth) return;
    const index = nodesAtLevel(size, level + 1) - 1;
    full.set(`${level}/${index}`, sha256Hex(Buffer.concat(edge)));
    edges[level] = [];
    add(level + 1, rootOf(edge));
  };

  return {
    append(leafHash) {
      size += 1;
      add(0, leafHash);
    },
    compare({ level, index, data }) {
      const digest = full.get(`${level}/${index}`);
      if (digest !== undefined) return sha256Hex(data) === digest ? 'same' : 'different';
      const edge = edges[level] ?? [];
      if (edge.length === 0 || index !== Math.floor(nodesAtLevel(size, level) / tileWidth)) return 'extra';
      return equalBytes(data.subarray(0, edge.length * hashBytes), Buffer.concat(edge)) ? 'same' : 'different';
    },
    get size() {
      return size;
    },
  };
}

function rootOf(hashes: readonly Uint8Array[]): Uint8Array {
  let nodes = hashes;
  while (nodes.length > 1) {
    const below = nodes;
    nodes = below.flatMap((left, index) => {
      const right = below[index + 1];
      return index % 2 === 0 && right !== undefined ? [hashChildren(left, right)] : [];
    });
  }
  return nodes[0] ?? new Uint8Array(0);
}
