import type { Fragment } from './form-fragments.ts';

/** Text columns have at least this many lines, and lines of at least so many letters; what has less is a table. */
const minColumnLines = 3;
const minLineLetters = 15;
/** Lines of a text column fill it: half of them to at least this share. */
const minFilledShare = 0.5;
/** Width of the gap between columns, as a share of the font size. */
const minGutter = 0.4;
/** Points by which edges of one column may differ. */
const tolerance = 2;
/** Columns within columns within columns: newspapers. More is a table that was not seen as one. */
const maxDepth = 3;

/**
 * Cuts the fragments of a page into regions in the order of reading. Where text stands in columns, each column is a region;
 * what reaches across them (title, abstract, wide figures) divides the page above and below. Cells of tables stand beside one
 * another too, but are short, so they stay in one region and are read by row.
 *
 * @param knownStarts where columns begin on other pages: beside text, a column of short lines is one there too.
 */
export function orderRegions(fragments: readonly Fragment[], knownStarts: readonly number[] = [], depth = 0): Fragment[][] {
  const start = depth < maxDepth ? columnStartOf(fragments, knownStarts) : null;
  if (start === null) return [[...fragments]];
  const regions: Fragment[][] = [];
  let across: Fragment[] = [];
  for (const band of bandsAt(fragments, start)) {
    if (!isInColumns(band, anything)) {
      across.push(...band.left, ...band.right, ...band.across);
      continue;
    }
    if (across.length > 0) regions.push(across);
    across = [];
    regions.push(...orderRegions(band.left, knownStarts, depth + 1), ...orderRegions(band.right, knownStarts, depth + 1));
  }
  if (across.length > 0) regions.push(across);
  return regions;
}

/** Where the second column begins, such that most lines stand in columns; null when there are none. */
export function columnStartOf(fragments: readonly Fragment[], knownStarts: readonly number[] = []): number | null {
  let best: { readonly start: number; readonly lines: number } | null = null;
  for (const start of columnStarts(fragments)) {
    const isKnown = knownStarts.some((known) => Math.abs(known - start) <= tolerance * 2);
    const lines = bandsAt(fragments, start)
      .filter((band) => isInColumns(band, isKnown ? anything : isTextColumn))
      .reduce((sum, band) => sum + band.left.length + band.right.length, 0);
    if (lines > (best?.lines ?? 0)) best = { start, lines };
  }
  return best?.start ?? null;
}

/** A part of the page from top to bottom: either beside the gutter, or across it. */
interface Band {
  readonly left: Fragment[];
  readonly right: Fragment[];
  readonly across: Fragment[];
}

/** Left edges that several fragments share. The leftmost has nothing beside it. */
function columnStarts(fragments: readonly Fragment[]): number[] {
  const starts: number[] = [];
  let cluster: number[] = [];
  for (const u of fragments.map((fragment) => fragment.u0).toSorted((a, b) => a - b)) {
    if (cluster.length > 0 && u - (cluster[0] ?? u) > tolerance) {
      if (cluster.length >= minColumnLines) starts.push(cluster[0] ?? u);
      cluster = [];
    }
    cluster.push(u);
  }
  if (cluster.length >= minColumnLines) starts.push(cluster[0] ?? 0);
  return starts.slice(starts[0] === undefined || fragments.some((fragment) => fragment.u0 < (starts[0] ?? 0) - tolerance) ? 0 : 1);
}

function bandsAt(fragments: readonly Fragment[], start: number): Band[] {
  const bands: Band[] = [];
  for (const fragment of fragments.toSorted((a, b) => a.v - b.v)) {
    const isRight = fragment.u0 >= start - tolerance;
    const isAcross = !isRight && fragment.u1 > start - tolerance;
    let band = bands.at(-1);
    if (band === undefined || band.across.length > 0 !== isAcross) {
      band = { left: [], right: [], across: [] };
      bands.push(band);
    }
    (isAcross ? band.across : isRight ? band.right : band.left).push(fragment);
  }
  return bands;
}

/** One side is running text, and so is the other, or whatever `isOther` lets pass beside it. */
function isInColumns({ left, right, across }: Band, isOther: (fragments: readonly Fragment[]) => boolean): boolean {
  if (across.length > 0 || left.length === 0 || right.length === 0) return false;
  const isText = (isTextColumn(left) && isOther(right)) || (isTextColumn(right) && isOther(left));
  return isText && standBeside(extentOf(left), extentOf(right));
}

/** Whether there is a gutter, and some height at which both have text. */
function standBeside(left: Extent, right: Extent): boolean {
  const height = Math.min(left.bottom, right.bottom) - Math.max(left.top, right.top);
  return right.u0 - left.u1 >= minGutter * left.size && height >= (minColumnLines - 1) * left.size;
}

interface Extent {
  readonly u0: number;
  readonly u1: number;
  readonly top: number;
  readonly bottom: number;
  readonly size: number;
}

function extentOf(fragments: readonly Fragment[]): Extent {
  return {
    u0: Math.min(...fragments.map((fragment) => fragment.u0)),
    u1: Math.max(...fragments.map((fragment) => fragment.u1)),
    top: Math.min(...fragments.map((fragment) => fragment.v)),
    bottom: Math.max(...fragments.map((fragment) => fragment.v)),
    size: Math.min(...fragments.map((fragment) => fragment.size)),
  };
}

function anything(fragments: readonly Fragment[]): boolean {
  return fragments.length >= minColumnLines;
}

function isTextColumn(fragments: readonly Fragment[]): boolean {
  if (fragments.length < minColumnLines) return false;
  const letters = fragments.reduce((sum, fragment) => sum + fragment.text.length, 0);
  if (letters / fragments.length < minLineLetters) return false;
  const { u0, u1 } = extentOf(fragments);
  const filled = fragments.filter((fragment) => fragment.u1 - fragment.u0 >= minFilledShare * (u1 - u0)).length;
  return filled >= fragments.length / 2;
}
