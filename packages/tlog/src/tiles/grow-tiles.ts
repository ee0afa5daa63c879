import { concatBytes } from '../hash/bytes.ts';
import { hashBytes, hashChildren } from '../tree/tree-hash.ts';
import { nodesAtLevel, tilesBetween, tileWidth, type Tile } from './tile.ts';
import type { ReadTile } from './tile-reader.ts';
import { MissingTileError } from './tile-reader.ts';

/** A tile with its hashes one after the other. */
export interface TileData extends Tile {
  readonly data: Uint8Array;
}

/**
 * The tiles that new leaves bring: new ones, and those at the right edge that grow wider.
 *
 * @param readTile the tiles of the tree before, of which at most one a level is asked for.
 * @param growth the leaf hashes that come behind the `fromSize` leaves of the tree before.
 * @throws MissingTileError when a tile of the tree before is not there.
 */
export async function growTiles(
  readTile: ReadTile,
  growth: { readonly fromSize: number; readonly leafHashes: readonly Uint8Array[] },
): Promise<readonly TileData[]> {
  const { fromSize, leafHashes } = growth;
  const grown: TileData[] = [];
  let nodes = leafHashes;
  let level = 0;
  for (const tile of tilesBetween(fromSize, fromSize + leafHashes.length)) {
    if (tile.level > level) {
      level = tile.level;
      nodes = rootsOfFullTiles(grown.filter((below) => below.level === tile.level - 1));
    }
    const before = nodesAtLevel(fromSize, level);
    const first = tile.index * tileWidth;
    const kept = await readKept(readTile, { level, index: tile.index, width: Math.max(0, before - first) });
    const added = nodes.slice(Math.max(0, first - before), first + tile.width - before);
    grown.push({ ...tile, data: concatBytes(kept, ...added) });
  }
  return grown;
}

async function readKept(readTile: ReadTile, tile: Tile): Promise<Uint8Array> {
  if (tile.width === 0) return new Uint8Array(0);
  const data = await readTile(tile);
  if (data === null || data.length < tile.width * hashBytes) throw new MissingTileError(tile);
  return data.subarray(0, tile.width * hashBytes);
}

/** A tile that was full before cannot be among those that grow: each full one became full now. */
function rootsOfFullTiles(tiles: readonly TileData[]): readonly Uint8Array[] {
  return tiles.filter(({ width }) => width === tileWidth).map(({ data }) => tileRoot(data));
}

/** Root of the complete subtree that a full tile is: a node of the tile level above. */
export function tileRoot(data: Uint8Array): Uint8Array {
  let hashes = Array.from({ length: data.length / hashBytes }, (_hash, index) => data.subarray(index * hashBytes, (index + 1) * hashBytes));
  while (hashes.length > 1) {
    const parents: Uint8Array[] = [];
    hashes.forEach((right, index) => {
      const left = hashes[index - 1];
      if (index % 2 === 1 && left !== undefined) parents.push(hashChildren(left, right));
    });
    hashes = parents;
  }
  return hashes[0] ?? new Uint8Array(0);
}
