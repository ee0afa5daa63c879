import { lightStem } from '../text/light-stem.ts';
import { countNegations, readQualifiers } from '../text/qualifiers.ts';
import { readDates, type StatedDate } from '../text/read-dates.ts';
import { type Quantity, readQuantities } from '../text/read-quantities.ts';
import { isStopWord } from '../text/stop-words.ts';
import { type Token, tokenize } from '../text/tokenize.ts';

/** What one sentence, or two, say, in a form in which two texts can be compared. */
export interface Statement {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** The stem of each token, in the same order. */
  readonly stems: readonly string[];
  readonly dates: readonly StatedDate[];
  readonly quantities: readonly Quantity[];
  /** Token indexes that belong to a date or a number. */
  readonly numeric: ReadonlySet<number>;
  /** Token indexes of content words: no stop words, numbers, dates or addresses. */
  readonly contentIndexes: readonly number[];
  readonly negations: number;
  readonly qualifiers: ReadonlySet<string>;
}

export function readStatement(text: string): Statement {
  const tokens = tokenize(text);
  const dates = readDates(tokens);
  const inDates = new Set(dates.flatMap(({ index, count }) => range(index, count)));
  const quantities = readQuantities(text, tokens, inDates);
  const numeric = new Set([...inDates, ...quantities.flatMap(({ index, count }) => range(index, count))]);
  const isContent = (token: Token, index: number) =>
    !numeric.has(index) && token.kind !== 'address' && token.kind !== 'number' && !isStopWord(token.word);
  return {
    text,
    tokens,
    stems: tokens.map(({ word }) => lightStem(word)),
    dates,
    quantities,
    numeric,
    contentIndexes: tokens.flatMap((token, index) => (isContent(token, index) ? [index] : [])),
    negations: countNegations(tokens),
    qualifiers: readQualifiers(tokens),
  };
}

/** What of a text a search term can meet: its stems, and its numbers by their value, so that "16", "sixteen" and "16th" meet. */
export function searchTerms({ stems, quantities }: Statement): ReadonlySet<string> {
  return new Set([...stems, ...quantities.map(({ value }) => value.replace('#', ''))]);
}

function range(start: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, offset) => start + offset);
}
