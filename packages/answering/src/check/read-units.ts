import { labelledRow, type Passage, type Span, splitSentences } from '@carrel/core';
import { readStatement } from './read-statement.ts';

/** What a piece of a passage is in its document, as far as its text tells. */
export type UnitRole = 'statement' | 'heading' | 'table-header' | 'row' | 'question';

/** One sentence, list item, heading or table row of a passage. */
export interface Unit {
  /** In code units of the passage's text. */
  readonly span: Span;
  readonly role: UnitRole;
  /** The text of the span; for a table row, its cells with the names of their columns. */
  readonly words: string;
  /** For a row: position of the row at the top of its table. */
  readonly header?: number;
  /** For an item: position of the line that announces its list ("The following are paid:"). */
  readonly leadIn?: number;
  /** The nearest heading above it within the passage. */
  readonly heading?: string;
  /** Whether it goes on in the paragraph of the unit before. */
  readonly isSameBlock: boolean;
}

/**
 * The units of a passage, in order. Extracted text parts its blocks by blank lines and the items of a list or the rows of a
 * table by single ones, so a short line that stands alone and ends without a stop is a heading.
 */
export function readUnits(passage: Passage): readonly Unit[] {
  const spans = unitSpans(passage);
  const known = new Set([passage.title, ...passage.headings].map(comparable));
  const units: Unit[] = [];
  const state: ReadingState = { heading: undefined, header: undefined, leadIn: undefined, isListOpen: false };
  for (const [index, span] of spans.entries()) {
    const text = textOf(passage, span);
    const isSameBlock = isGoingOn(passage, spans[index - 1], span);
    const isAlone = !isSameBlock && !isGoingOn(passage, span, spans[index + 1]);
    const next = spans[index + 1];
    const role = isRow(passage, text)
      ? rowRole(passage, { span, index, state, isNextRow: next !== undefined && isRow(passage, textOf(passage, next)) })
      : lineRole({ text, isAlone, isLast: next === undefined, isKnown: known.has(comparable(text)) });
    follow(state, { text, role, index, isSameBlock });
    const above = labelsAbove(state, { role, index });
    const header = above.header === undefined ? undefined : units[above.header];
    units.push({ span, role, words: wordsOf(passage, span, header), isSameBlock, ...above });
  }
  return units;
}

/** Whether two neighbours are parted by less than a blank line. */
function isGoingOn({ text }: Passage, first: Span | undefined, second: Span | undefined): boolean {
  return first !== undefined && second !== undefined && !/\n\s*\n/u.test(text.slice(first.end, second.start));
}

function labelsAbove(
  { heading, header, leadIn }: ReadingState,
  unit: { readonly role: UnitRole; readonly index: number },
): Pick<Unit, 'heading' | 'header' | 'leadIn'> {
  return {
    ...(header !== undefined && unit.role === 'row' && { header }),
    ...(leadIn !== undefined && leadIn !== unit.index && { leadIn }),
    ...(heading !== undefined && { heading }),
  };
}

interface ReadingState {
  heading: string | undefined;
  header: number | undefined;
  leadIn: number | undefined;
  /** Whether the list behind the line that announces it has begun. */
  isListOpen: boolean;
}

/** What the unit changes for those after it. */
function follow(
  state: ReadingState,
  unit: { readonly text: string; readonly role: UnitRole; readonly index: number; readonly isSameBlock: boolean },
): void {
  if (unit.role === 'heading') state.heading = unit.text;
  if (unit.role === 'table-header') state.header = unit.index;
  else if (unit.role !== 'row') state.header = undefined;
  if (!unit.isSameBlock && state.leadIn !== undefined) {
    if (state.isListOpen) state.leadIn = undefined;
    else state.isListOpen = true;
  }
  if (unit.role === 'heading' || unit.role === 'table-header') state.leadIn = undefined;
  if (unit.role === 'statement' && unit.text.endsWith(':')) {
    state.leadIn = unit.index;
    state.isListOpen = false;
  }
}

/** Sentences; a row of a table or sheet is one unit, whatever its cells hold. */
function unitSpans(passage: Passage): readonly Span[] {
  return [...passage.text.matchAll(/[^\n]+/gu)].flatMap((line) => {
    const span = { start: line.index, end: line.index + line[0].length };
    return isRow(passage, line[0])
      ? [trimmed(passage.text, span)].filter(({ start, end }) => end > start)
      : splitSentences(passage.text, span);
  });
}

function trimmed(text: string, { start, end }: Span): Span {
  const line = text.slice(start, end);
  const from = start + (line.length - line.trimStart().length);
  return { start: from, end: Math.max(from, start + line.trimEnd().length) };
}

function textOf({ text }: Passage, span: Span | undefined): string {
  return span === undefined ? '' : text.slice(span.start, span.end);
}

/** Rows are lines with cells between bars or tabs; those that follow each other are one table. */
function isRow({ location }: Passage, line: string): boolean {
  return location?.kind === 'rows' || /[|\t]/u.test(line);
}

/**
 * The first of several rows names the columns; not where the rows of a sheet bring these names along, and not where a passage
 * begins in the middle of a table, which a number in its first row shows.
 */
function rowRole(
  { text, location }: Passage,
  row: { readonly span: Span; readonly index: number; readonly state: ReadingState; readonly isNextRow: boolean },
): UnitRole {
  const words = text.slice(row.span.start, row.span.end);
  if (location?.kind === 'rows' && location.header !== undefined) return words === location.header ? 'table-header' : 'row';
  if (row.state.header !== undefined || !row.isNextRow) return 'row';
  return row.index === 0 && readStatement(words).numeric.size > 0 ? 'row' : 'table-header';
}

const maxHeadingWords = 12;

function lineRole(line: {
  readonly text: string;
  readonly isAlone: boolean;
  readonly isLast: boolean;
  readonly isKnown: boolean;
}): UnitRole {
  const { text } = line;
  if (line.isKnown) return 'heading';
  if (/\?["'”»)\]]*$/u.test(text)) return 'question';
  // A chunk never ends with a heading.
  if (!line.isAlone || line.isLast || /[.!:;,…]["'”»)\]]*$/u.test(text) || text.split(/\s+/u).length > maxHeadingWords) return 'statement';
  const { quantities, dates, tokens } = readStatement(text);
  const saysAnAmount = dates.length > 0 || quantities.some(({ unit }) => unit !== null) || tokens.some(({ kind }) => kind === 'address');
  return saysAnAmount ? 'statement' : 'heading';
}

function wordsOf(passage: Passage, span: Span, header: Unit | undefined): string {
  const row = textOf(passage, span);
  const { location } = passage;
  if (location?.kind === 'rows' && location.header !== undefined) return labelledRow(row, location.header, location.separator);
  const isSeparated = row.includes('|') || (location?.kind === 'rows' && location.separator !== undefined);
  if (header === undefined || !isSeparated) return row;
  return labelledRow(row, textOf(passage, header.span), location?.kind === 'rows' ? location.separator : undefined);
}

function comparable(text: string): string {
  return text
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();
}
