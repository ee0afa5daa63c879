import type { Fragment } from './form-fragments.ts';
import type { PdfPageText } from './read-pages.ts';
import { rowsOf, type Row } from './rows-of.ts';

/** Rows at the top and at the bottom of a page that may be its head or foot. */
const edgeRows = 3;
const minPages = 3;
/** Heads differ between left and right pages, and chapters have their own. */
const minPageShare = 0.3;

export interface RunningRows {
  readonly pages: readonly PdfPageText[];
  /** Each head and foot that says something, once. */
  readonly running: readonly Fragment[];
}

/**
 * Takes running heads and feet out of the pages: they stand in the middle of sentences that go on across pages. Rows count
 * as running when they are the same on several pages but for a number that counts the pages, or say "page of pages". What
 * they say is kept once, unless the text says it too.
 *
 * @param pageCount pages of the file, with those that have no text.
 */
export function splitRunningRows(pages: readonly PdfPageText[], pageCount: number): RunningRows {
  const edges = pages.flatMap(({ page, directions: [main = []] }) =>
    edgesOf(rowsOf(main)).map(({ rows, edge }) => rows.map(({ row, gap }) => judgedRow(row, { gap, edge, page, pageCount }))),
  );
  const rowsWith = new Map<string, number>();
  for (const { keys } of edges.flat()) for (const key of keys) rowsWith.set(key, (rowsWith.get(key) ?? 0) + 1);
  const needed = Math.max(minPages, pages.length * minPageShare);
  const isRunning = ({ keys, isPageCount }: JudgedRow) => isPageCount || keys.some((key) => (rowsWith.get(key) ?? 0) >= needed);
  const found = edges.flatMap((rows) => outerRows(rows, isRunning));
  const dropped = new Set(found.flatMap(({ row }) => row.fragments));
  const rest = pages.map(({ page, directions: [main = [], ...others] }) => ({
    page,
    directions: [main.filter((fragment) => !dropped.has(fragment)), ...others],
  }));
  return {
    pages: rest,
    running: newWords(
      found.map(({ row }) => row),
      rest,
    ),
  };
}

interface JudgedRow {
  readonly row: Row;
  /** Distance to the next row inwards, in points. */
  readonly gap: number;
  readonly keys: readonly string[];
  readonly isPageCount: boolean;
}

interface EdgeRow {
  readonly row: Row;
  readonly gap: number;
}

function judgedRow(
  row: Row,
  { gap, edge, page, pageCount }: { readonly gap: number; readonly edge: string; readonly page: number; readonly pageCount: number },
): JudgedRow {
  return { row, gap, keys: keysOf(row, page).map((key) => `${edge} ${key}`), isPageCount: saysPageOfPages(textOf(row), page, pageCount) };
}

/** Rows at the top from the top, and at the bottom from the bottom. */
function edgesOf(rows: readonly Row[]): { readonly rows: readonly EdgeRow[]; readonly edge: 'top' | 'bottom' }[] {
  const gapBetween = (upper: number) => (rows[upper + 1]?.v ?? Number.POSITIVE_INFINITY) - (rows[upper]?.v ?? Number.NEGATIVE_INFINITY);
  const top = Math.min(edgeRows, Math.ceil(rows.length / 2));
  const bottom = Math.min(edgeRows, rows.length - top);
  const lower = rows.map((row, index) => ({ row, gap: gapBetween(index - 1) })).slice(rows.length - bottom);
  return [
    { rows: rows.slice(0, top).map((row, index) => ({ row, gap: gapBetween(index) })), edge: 'top' },
    { rows: lower.toReversed(), edge: 'bottom' },
  ];
}

/** A head stands further from the text than lines do from one another, as a multiple of the font size. */
const minGap = 1.6;

/** From the edge inwards, as long as rows run; what no gap parts from the text is the first line of the text. */
function outerRows(rows: readonly JudgedRow[], isRunning: (row: JudgedRow) => boolean): readonly JudgedRow[] {
  const end = rows.findIndex((row) => !isRunning(row));
  const running = end === -1 ? rows : rows.slice(0, end);
  return running.slice(0, running.findLastIndex(({ row, gap }) => gap >= minGap * row.size) + 1);
}

function textOf(row: Row): string {
  return row.fragments
    .map((fragment) => fragment.text.trim())
    .join(' ')
    .replaceAll(/\s+/gu, ' ');
}

/** The row's text as it is, and with each of its numbers as its distance from the page's number. */
function keysOf(row: Row, page: number): string[] {
  const text = textOf(row);
  if (text.length > 200) return [];
  const numbers = [...text.matchAll(/\d{1,6}/gu)].slice(0, 4);
  const relative = numbers.map(
    (match) => `${text.slice(0, match.index)}<${Number(match[0]) - page}>${text.slice(match.index + match[0].length)}`,
  );
  // A number alone that stays the same counts nothing: a cell of a table.
  return /\p{L}/u.test(text) ? [text, ...relative] : relative;
}

/** "3 / 12", "Page 3 of 12", "Seite 3 von 12", at the end of a short row. */
function saysPageOfPages(text: string, page: number, pageCount: number): boolean {
  const match = text.length > 120 ? null : /(?:^|\s)(\d{1,5})\s?(?:\/|of|von)\s?(\d{1,5})$/u.exec(text);
  return match !== null && Number(match[1]) === page && Number(match[2]) === pageCount;
}

/** The rows that say something that neither the text nor a row before says. */
function newWords(rows: readonly Row[], pages: readonly PdfPageText[]): Fragment[] {
  const said = new Set<string>();
  const lines = pages.flatMap(({ directions }) => directions.flat()).map((fragment) => lettersOf(fragment.text));
  const isNew = (row: Row) => {
    const letters = lettersOf(textOf(row));
    if (letters.length < 3 || said.has(letters)) return false;
    said.add(letters);
    return !lines.some((line) => line.includes(letters));
  };
  return rows.filter(isNew).flatMap((row) => row.fragments);
}

function lettersOf(text: string): string {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return words.filter((word) => !/^(?:page|seite|of|von)$/u.test(word)).join(' ');
}
