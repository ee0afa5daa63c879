import { measureUnit } from './measure-units.ts';
import { numberWord } from './number-words.ts';
import { parseNumber } from './parse-number.ts';
import type { Token } from './tokenize.ts';

/** A number that a text states, with its unit where one stands beside it. `index` is the token it starts at. */
export interface Quantity {
  /** In one spelling (`parseNumber`); `#2` for the ordinal "second", `2nd`. */
  readonly value: string;
  readonly unit: string | null;
  readonly index: number;
  /** Tokens that the number takes up, without its unit. */
  readonly count: number;
}

/** @param taken token indexes that belong to dates: they are not read as numbers. */
export function readQuantities(text: string, tokens: readonly Token[], taken: ReadonlySet<number>): readonly Quantity[] {
  const quantities: Quantity[] = [];
  for (let index = 0; index < tokens.length; ) {
    const found = taken.has(index) ? [] : quantitiesAt(text, tokens, index);
    quantities.push(...found);
    index += Math.max(1, found.at(-1)?.count ?? 1);
  }
  return quantities;
}

function quantitiesAt(text: string, tokens: readonly Token[], index: number): readonly Quantity[] {
  const token = tokens[index];
  if (token === undefined || token.kind === 'address') return [];
  if (token.kind === 'word') return spelledOut(text, tokens, index);
  if (token.kind === 'code') return codeQuantity(token, index);
  // "5-10" is two numbers; an ISO date was taken before.
  const parts = token.word.split('-').filter((part) => part !== '');
  const unit = unitAround(text, tokens, index, index + 1);
  if (parts.length > 1) return parts.map((part) => ({ value: parseNumber(part), unit, index, count: 1 }));
  const scale = numberWord(tokens[index + 1]?.word ?? '');
  if (scale?.type === 'scale' && isNear(tokens[index + 1])) {
    return [{ value: scaled(parseNumber(token.word), scale.value), unit: unitAround(text, tokens, index, index + 2), index, count: 2 }];
  }
  return [{ value: `${isNegative(text, token) ? '-' : ''}${parseNumber(token.word)}`, unit, index, count: 1 }];
}

/** "10th", "16h", "300k", "9am"; what is left ("A4", "401k" reads as 401,000 on both sides) is a code and no number. */
function codeQuantity(token: Token, index: number): readonly Quantity[] {
  const match = /^(\d+)(\p{L}+)$/u.exec(token.word);
  if (match === null) return [];
  const [, digits = '', suffix = ''] = match;
  if (/^(?:st|nd|rd|th)$/u.test(suffix)) return [{ value: `#${parseNumber(digits)}`, unit: null, index, count: 1 }];
  const scale = numberWord(suffix);
  if (scale?.type === 'scale') return [{ value: scaled(parseNumber(digits), scale.value), unit: null, index, count: 1 }];
  const unit = measureUnit(suffix);
  return unit === null ? [] : [{ value: parseNumber(digits), unit, index, count: 1 }];
}

/** "sixteen", "twenty-five", "two hundred", "second". "one" counts only before a unit ("one week"), else it is a pronoun. */
function spelledOut(text: string, tokens: readonly Token[], index: number): readonly Quantity[] {
  const word = tokens[index]?.word ?? '';
  if (/^(?:one|ein|eine|einen|einem|einer)$/u.test(word)) {
    const next = tokens[index + 1];
    const unit = next === undefined || !isNear(next) ? null : measureUnit(next.word);
    return unit === null ? [] : [{ value: '1', unit, index, count: 1 }];
  }
  const first = numberWord(word);
  if (first === null || first.type === 'scale') return [];
  if (first.type === 'ordinal') return [{ value: `#${first.value}`, unit: null, index, count: 1 }];
  let value = first.value;
  let count = 1;
  const next = () => (isNear(tokens[index + count]) ? numberWord(tokens[index + count]?.word ?? '') : null);
  const ones = first.type === 'tens' ? next() : null;
  if (ones?.type === 'unit' && ones.value < 10) {
    value += ones.value;
    count += 1;
  }
  for (let scale = next(); scale?.type === 'scale'; scale = next()) {
    value *= scale.value;
    count += 1;
  }
  return [{ value: String(value), unit: unitAround(text, tokens, index, index + count), index, count }];
}

/** Words that may stand between a number and its unit: "30 working days", "16 fully paid weeks". */
const maxWordsBeforeUnit = 2;

/** A sign right before or after the number, or a unit among the next words of the same phrase. */
function unitAround(text: string, tokens: readonly Token[], from: number, to: number): string | null {
  const [first, last] = [tokens[from], tokens[to - 1]];
  if (first === undefined || last === undefined) return null;
  const before = /(\p{Sc})\s?$/u.exec(first.gap);
  const after = /^\s?(\p{Sc}|%|°C?)/u.exec(text.slice(last.end, last.end + 4));
  const sign = before?.[1] ?? after?.[1];
  if (sign !== undefined) return measureUnit(sign.toLowerCase()) ?? sign;
  const currencyWord = isNear(first) ? measureUnit(tokens[from - 1]?.word ?? '') : null;
  if (currencyWord !== null && /^(?:usd|eur|gbp|chf|pln)$/u.test(currencyWord)) return currencyWord;
  for (let index = to; index <= to + maxWordsBeforeUnit; index += 1) {
    const token = tokens[index];
    if (token === undefined || !isNear(token) || token.kind !== 'word') return null;
    const unit = measureUnit(token.word);
    if (unit !== null && (index === to || unit.length > 2)) return unit;
  }
  return null;
}

/** Whether only white space or a hyphen separates the token from the one before. */
function isNear(token: Token | undefined): boolean {
  return token !== undefined && /^[\s\u00a0‑-]*$/u.test(token.gap);
}

function isNegative(text: string, token: Token): boolean {
  return /(?:^|[\s(])[-−]$/u.test(text.slice(Math.max(0, token.start - 2), token.start));
}

function scaled(value: string, scale: number): string {
  const number = Number(value);
  return Number.isFinite(number) ? String(number * scale) : value;
}
