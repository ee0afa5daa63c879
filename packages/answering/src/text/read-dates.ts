import type { Token } from './tokenize.ts';

/** A date as far as a text gives it; null for what it leaves open. `index` is the token it starts at. */
export interface StatedDate {
  readonly year: number | null;
  readonly month: number | null;
  readonly day: number | null;
  readonly index: number;
  /** Tokens that the date takes up. */
  readonly count: number;
}

const monthNames: readonly (readonly string[])[] = [
  ['january', 'jan', 'januar', 'jänner'],
  ['february', 'feb', 'februar'],
  ['march', 'mar', 'märz', 'mär'],
  ['april', 'apr'],
  ['may', 'mai'],
  ['june', 'jun', 'juni'],
  ['july', 'jul', 'juli'],
  ['august', 'aug'],
  ['september', 'sep', 'sept'],
  ['october', 'oct', 'oktober', 'okt'],
  ['november', 'nov'],
  ['december', 'dec', 'dezember', 'dez'],
];
const monthByName: ReadonlyMap<string, number> = new Map(
  monthNames.flatMap((names, index) => names.map((name) => [name, index + 1] as const)),
);

/** Dates in numbers (2026-11-20, 20.11.2026, 11/20/2026) and with a month's name (20 November 2026, November 20th, March 2026). */
export function readDates(tokens: readonly Token[]): readonly StatedDate[] {
  const dates: StatedDate[] = [];
  for (let index = 0; index < tokens.length;) {
    const date = numericDate(tokens, index) ?? namedDate(tokens, index);
    if (date !== null) dates.push(date);
    index += date?.count ?? 1;
  }
  return dates;
}

function numericDate(tokens: readonly Token[], index: number): StatedDate | null {
  const token = tokens[index];
  if (token?.kind !== 'number') return null;
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/u.exec(token.word);
  if (iso !== null) return valid({ year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]), index, count: 1 });
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/u.exec(token.word);
  if (dotted !== null) return valid({ year: Number(dotted[3]), month: Number(dotted[2]), day: Number(dotted[1]), index, count: 1 });
  const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/u.exec(token.word);
  if (slashed === null) return null;
  // Month first as in the United States, unless only day first makes sense; the same reading for a claim and its source.
  const [first, second] = [Number(slashed[1]), Number(slashed[2])];
  const [month, day] = first > 12 ? [second, first] : [first, second];
  return valid({ year: Number(slashed[3]), month, day, index, count: 1 });
}

/** "20 November 2026", "20. November", "November 20, 2026", "November 20th", "November 2026". A month alone is a word, not a date. */
function namedDate(tokens: readonly Token[], index: number): StatedDate | null {
  const dayFirst = dayOf(tokens[index]);
  const monthAfter = dayFirst === null ? null : monthOf(tokens[index + 1]);
  if (dayFirst !== null && monthAfter !== null) {
    const year = yearOf(tokens[index + 2]);
    return valid({ year, month: monthAfter, day: dayFirst, index, count: year === null ? 2 : 3 });
  }
  const month = monthOf(tokens[index]);
  if (month === null) return null;
  const day = dayOf(tokens[index + 1]);
  const year = yearOf(tokens[index + (day === null ? 1 : 2)]);
  if (day === null && year === null) return null;
  return valid({ year, month, day, index, count: 1 + (day === null ? 0 : 1) + (year === null ? 0 : 1) });
}

/** Abbreviations and names that are also words ("may", "march", "mar") count only with a capital. */
function monthOf(token: Token | undefined): number | null {
  if (token?.kind !== 'word' || !token.isCapitalised) return null;
  return monthByName.get(token.word) ?? null;
}

function dayOf(token: Token | undefined): number | null {
  const match = token === undefined || token.kind === 'word' ? null : /^(\d{1,2})(?:st|nd|rd|th)?$/u.exec(token.word);
  const day = match === null ? 0 : Number(match[1]);
  return day >= 1 && day <= 31 ? day : null;
}

function yearOf(token: Token | undefined): number | null {
  return token !== undefined && /^(?:1[5-9]|2\d)\d{2}$/u.test(token.word) && /^[,\s]*$/u.test(token.gap) ? Number(token.word) : null;
}

function valid(date: StatedDate): StatedDate | null {
  const isMonth = date.month === null || (date.month >= 1 && date.month <= 12);
  return isMonth && (date.day === null || (date.day >= 1 && date.day <= 31)) ? date : null;
}
