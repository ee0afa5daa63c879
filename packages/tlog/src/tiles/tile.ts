/** Hashes in a full tile, and entries in a full bundle (C2SP tlog-tiles). */
export const tileWidth = 256;

/** Levels of the tree in one tile. */
export const tileHeight = 8;

/** A tile of hashes: at tile level L its hashes are the nodes of tree level 8·L, `[index · 256, index · 256 + width)`. */
export interface Tile {
  readonly level: number;
  readonly index: number;
  /** 1…256; below 256 the tile is partial: the right edge of a tree that has more leaves to come. */
  readonly width: number;
}

/** A bundle of entries: those with the numbers `[index · 256, index · 256 + width)`. */
export type EntryBundle = Omit<Tile, 'level'>;

/** How many nodes the tree of `size` leaves has at tile level `level`: the complete subtrees of 256^level leaves. */
export function nodesAtLevel(size: number, level: number): number {
  return Math.floor(size / tileWidth ** level);
}

/** All tiles of the tree of `size` leaves that the tree of `fromSize` did not have, or had narrower, from the leaves up. */
export function tilesBetween(fromSize: number, size: number): readonly Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0; nodesAtLevel(size, level) > 0; level += 1) {
    const from = nodesAtLevel(fromSize, level);
    const to = nodesAtLevel(size, level);
    if (from === to) continue;
    for (let index = Math.floor(from / tileWidth); index * tileWidth < to; index += 1)
      tiles.push({ level, index, width: Math.min(tileWidth, to - index * tileWidth) });
  }
  return tiles;
}

/** The tiles of the tree of `size` leaves at their full width. */
export function tilesOf(size: number): readonly Tile[] {
  return tilesBetween(0, size);
}

/** The bundles of a log of `size` entries that one of `fromSize` did not have, or had narrower. */
export function bundlesBetween(fromSize: number, size: number): readonly EntryBundle[] {
  return tilesBetween(fromSize, size)
    .filter(({ level }) => level === 0)
    .map(({ index, width }) => ({ index, width }));
}
