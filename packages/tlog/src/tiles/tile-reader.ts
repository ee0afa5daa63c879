import type { NodeReader } from '../tree/node-reader.ts';
import { hashBytes, hashChildren } from '../tree/tree-hash.ts';
import { nodesAtLevel, tileHeight, tileWidth, type Tile } from './tile.ts';

/** Gives a tile's bytes, `width` hashes or more; null when there is none. */
export type ReadTile = (tile: Tile) => Promise<Uint8Array | null>;

/** The tree cannot be read: a tile is missing or too short. */
export class MissingTileError extends Error {
  readonly tile: Tile;

  constructor(tile: Tile) {
    super(`expected a tile with ${tile.width} hashes at level ${tile.level}, index ${tile.index}`);
    this.name = 'MissingTileError';
    this.tile = tile;
  }
}

/**
 * Reads the nodes of a tree of `size` leaves from its tiles. Each tile is asked for once.
 *
 * It checks no hash: whoever did not make the tiles verifies the proofs that are made from them.
 * @returns a reader that rejects with MissingTileError.
 */
export function createTileReader(readTile: ReadTile, size: number): NodeReader {
  const tiles = new Map<string, Promise<Uint8Array>>();

  const tileOf = (level: number, index: number): Promise<Uint8Array> => {
    const key = `${level}/${index}`;
    const known = tiles.get(key);
    if (known !== undefined) return known;
    const tile = { level, index, width: Math.min(tileWidth, nodesAtLevel(size, level) - index * tileWidth) };
    const read = readTile(tile).then((bytes) => {
      if (bytes === null || bytes.length < tile.width * hashBytes) throw new MissingTileError(tile);
      return bytes;
    });
    tiles.set(key, read);
    return read;
  };

  return async (level, index) => {
    const tileLevel = Math.floor(level / tileHeight);
    const above = level - tileLevel * tileHeight;
    const first = index * 2 ** above;
    const bytes = await tileOf(tileLevel, Math.floor(first / tileWidth));
    const start = (first % tileWidth) * hashBytes;
    let hashes = Array.from({ length: 2 ** above }, (_node, position) =>
      bytes.subarray(start + position * hashBytes, start + (position + 1) * hashBytes),
    );
    while (hashes.length > 1) hashes = pairUp(hashes);
    const [hash] = hashes;
    if (hash?.length !== hashBytes)
      throw new MissingTileError({ level: tileLevel, index: Math.floor(first / tileWidth), width: tileWidth });
    return hash;
  };
}

function pairUp(hashes: readonly Uint8Array[]): Uint8Array[] {
  const parents: Uint8Array[] = [];
  for (let index = 0; index + 1 < hashes.length; index += 2) {
    const [left, right] = [hashes[index], hashes[index + 1]];
    if (left !== undefined && right !== undefined) parents.push(hashChildren(left, right));
  }
  return parents;
}
