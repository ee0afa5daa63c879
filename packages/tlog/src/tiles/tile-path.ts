import { tileWidth, type EntryBundle, type Tile } from './tile.ts';

/** What lies at a path of a log: a tile of hashes, or a bundle of entries. */
export type TilePlace = ({ readonly kind: 'tile' } & Tile) | ({ readonly kind: 'entries' } & EntryBundle);

/** Path of a tile or a bundle below the log's prefix. */
export function placePath(place: TilePlace): string {
  return place.kind === 'tile' ? tilePath(place) : bundlePath(place);
}

/** Path of a tile below the log's prefix, such as `tile/0/x001/x234/067` or `tile/1/000.p/12` (C2SP tlog-tiles, "Merkle tree"). */
export function tilePath({ level, index, width }: Tile): string {
  return `tile/${level}/${indexPath(index)}${partialPart(width)}`;
}

/** Path of an entry bundle below the log's prefix, such as `tile/entries/x001/x234/067.p/12`. */
export function bundlePath({ index, width }: EntryBundle): string {
  return `tile/entries/${indexPath(index)}${partialPart(width)}`;
}

/** What lies at a path below the log's prefix; null when it is no path of a tile or a bundle. Each has one spelling. */
export function parseTilePath(path: string): TilePlace | null {
  const match = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path);
  if (match === null) return null;
  const [, where = '', digits = '', partial] = match;
  const index = Number(digits.replaceAll(/[x/]/g, ''));
  const width = partial === undefined ? tileWidth : Number(partial);
  if (!Number.isSafeInteger(index) || indexPath(index) !== digits || (partial !== undefined && width >= tileWidth)) return null;
  if (where === 'entries') return { kind: 'entries', index, width };
  const level = Number(where);
  return level > 63 ? null : { kind: 'tile', level, index, width };
}

/** Groups of three digits, all but the last with an `x` before them. */
function indexPath(index: number): string {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const groups = padded.match(/\d{3}/g) ?? [];
  return groups.map((group, position) => (position === groups.length - 1 ? group : `x${group}`)).join('/');
}

function partialPart(width: number): string {
  return width === tileWidth ? '' : `.p/${width}`;
}
