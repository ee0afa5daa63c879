import { findTables, type TableCells } from './find-tables.ts';
import type { Fragment } from './form-fragments.ts';
import { isListMarker, startsListItem } from './list-marker.ts';
import { rowOf, rowsOf, type Row } from './rows-of.ts';
import { unionOf } from './text-run.ts';

/** A block as its place on the page shows it; what it is to the reader is decided with the whole document in view. */
export type PdfBlock =
  | {
      readonly kind: 'text';
      readonly lines: readonly Fragment[];
      readonly isItem: boolean;
      /** More space stands above than between lines. */ readonly isApart: boolean;
    }
  | { readonly kind: 'table'; readonly rows: readonly TableCells[] };

/** Forms blocks of one region: tables, and runs of lines that belong together by distance, size and indentation. */
export function formBlocks(region: readonly Fragment[]): PdfBlock[] {
  return findTables(rowsOf(region).map(joinMarker)).flatMap((section): PdfBlock[] =>
    section.kind === 'table' ? [section] : textBlocks(section.rows.map(lineOf)),
  );
}

/** A bullet or number stands apart from its item, and would look like a column. */
function joinMarker(row: Row): Row {
  const [marker, text, ...rest] = row.fragments;
  if (marker === undefined || text === undefined || !isListMarker(marker.text) || text.u0 - marker.u1 > 5 * text.size) return row;
  const joined = mergeOf([marker, text]);
  return rowOf(joined, [joined, ...rest]);
}

function lineOf({ fragments }: Row): Fragment {
  const [only] = fragments;
  return fragments.length === 1 && only !== undefined ? only : mergeOf(fragments);
}

function mergeOf(fragments: readonly Fragment[]): Fragment {
  const main = fragments.reduce((longest, fragment) => (fragment.text.length > longest.text.length ? fragment : longest));
  return {
    ...main,
    text: fragments.map((fragment) => fragment.text.trim()).join(' '),
    box: unionOf(fragments.map((fragment) => fragment.box)),
    u0: Math.min(...fragments.map((fragment) => fragment.u0)),
    u1: Math.max(...fragments.map((fragment) => fragment.u1)),
    isMonospaced: fragments.every((fragment) => fragment.isMonospaced),
  };
}

interface LineGroup {
  readonly lines: Fragment[];
  readonly isItem: boolean;
  readonly isApart: boolean;
}

function textBlocks(lines: readonly Fragment[]): PdfBlock[] {
  const leading = usualLeading(lines);
  const groups: LineGroup[] = [];
  let before: Fragment | null = null;
  for (const line of lines) {
    const group = groups.at(-1);
    const isItem = !line.isMonospaced && startsListItem(line.text);
    const isApart = before === null || line.v - before.v > leading * line.size * (isCode(before, line) ? codeGap : textGap);
    if (before === null || group === undefined || isApart || isItem || isOther(group, before, line))
      groups.push({ lines: [line], isItem, isApart });
    else group.lines.push(line);
    before = line;
  }
  return groups.flatMap(({ lines: inGroup, isItem, isApart }) =>
    splitAtShortLines(inGroup).map((part, index): PdfBlock => ({
      kind: 'text',
      lines: part,
      isItem: isItem && index === 0,
      isApart: isApart && index === 0,
    })),
  );
}

/** How many times the usual distance is more than that; programs have blank lines within. */
const textGap = 1.25;
const codeGap = 2.25;

function isCode(before: Fragment, line: Fragment): boolean {
  return before.isMonospaced && line.isMonospaced;
}

function isOther(group: LineGroup, before: Fragment, line: Fragment): boolean {
  return isOtherSize(before, line) || (!isCode(before, line) && isIndented(group, line));
}

/** Distance of lines that follow one another, as a multiple of the font size: the smallest common one. */
function usualLeading(lines: readonly Fragment[]): number {
  const pitches = lines.flatMap((line, index) => {
    const pitch = (line.v - (lines[index - 1]?.v ?? line.v)) / line.size;
    return pitch > 0.7 && pitch < 2.5 ? [Math.round(pitch * 20) / 20] : [];
  });
  const counts = new Map<number, number>();
  for (const pitch of pitches) counts.set(pitch, (counts.get(pitch) ?? 0) + 1);
  const common = [...counts].filter(([, count]) => count >= pitches.length * 0.2).map(([pitch]) => pitch);
  return common.length === 0 ? 1.3 : Math.min(...common);
}

function isOtherSize(a: Fragment, b: Fragment): boolean {
  return Math.abs(a.size - b.size) > Math.max(0.8, 0.1 * a.size);
}

/** A first line that is set in from the lines before begins a paragraph; lines of a list item hang under its text. */
function isIndented(group: LineGroup, line: Fragment): boolean {
  const before = group.lines.at(-1);
  if (before === undefined) return false;
  const indent = line.u0 - before.u0;
  if (group.isItem && group.lines.length === 1) return indent < -0.5 * line.size;
  if (indent < -0.5 * line.size) return group.lines.length > 1;
  return indent > 0.8 * line.size && indent < 8 * line.size && /[.!?:;"”’)\]]$/u.test(before.text.trimEnd());
}

/**
 * Divides lines where one ends although the next word would have fitted: there the author began a new line. Lines of
 * running text are filled. Programs keep their lines together.
 */
function splitAtShortLines(lines: readonly Fragment[]): Fragment[][] {
  if (lines.length < 3 || lines.every((line) => line.isMonospaced)) return [[...lines]];
  const right = Math.max(...lines.map((line) => line.u1));
  const parts: Fragment[][] = [[]];
  for (const [index, line] of lines.entries()) {
    parts.at(-1)?.push(line);
    const next = lines[index + 1];
    if (next === undefined) continue;
    const nextWord = /^\S+/u.exec(next.text.trimStart())?.[0].length ?? next.text.length;
    const nextWordWidth = (nextWord / next.text.length) * (next.u1 - next.u0);
    if (right - line.u1 > nextWordWidth * 1.2 + 2.5 * line.size) parts.push([]);
  }
  return parts;
}
