import { measureUnit } from './measure-units.ts';
import { type NumberWord, numberWord } from './number-words.ts';
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
  for (let index = 0; index < tokens.length;) {
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
  if (pronounOrOne.test(word)) return one(tokens, index);
  const first = numberWord(word);
  if (first === null || first.type === 'scale') return [];
  if (first.type === 'ordinal') return [{ value: `#${first.value}`, unit: null, index, count: 1 }];
  const { value, count } = composed(first, tokens, index);
  return [{ value: String(value), unit: unitAround(text, tokens, index, index + count), index, count }];
}

/** A number word with those that follow and belong to it. */
function composed(first: NumberWord, tokens: readonly Token[], index: number): { readonly value: number; readonly count: number } {
  let { value } = first;
  let count = 1;
  for (let next = nearNumberWord(tokens, index + count); next !== null; next = nearNumberWord(tokens, index + count)) {
    const isOnes = first.type === 'tens' && count === 1 && next.type === 'unit' && next.value < 10;
    if (!isOnes && next.type !== 'scale') break;
    value = isOnes ? value + next.value : value * next.value;
    count += 1;
  }
  return { value, count };
}

const pronounOrOne = /^(?:one|ein|eine|einen|einem|einer)$/u;

function one(tokens: readonly Token[], index: number): readonly Quantity[] {
  const next = tokens[index + 1];
  const unit = isNear(next) ? measureUnit(next?.word ?? '') : null;
  return unit === null ? [] : [{ value: '1', unit, index, count: 1 }];
}

function nearNumberWord(tokens: readonly Token[], index: number): NumberWord | null {
  return isNear(tokens[index]) ? numberWord(tokens[index]?.word ?? '') : null;
}

/** A sign or currency beside the number, or a unit among the next words of the same phrase. */
function unitAround(text: string, tokens: readonly Token[], from: number, to: number): string | null {
  return signAround(text, tokens[from], tokens[to - 1]) ?? currencyBefore(tokens, from) ?? unitAfter(tokens, to);
}

/** "$300", "300 €", "4 %", "20°". */
function signAround(text: string, first: Token | undefined, last: Token | undefined): string | null {
  if (first === undefined || last === undefined) return null;
  const before = /(\p{Sc})\s?$/u.exec(first.gap);
  const after = /^\s?(\p{Sc}|%|°C?)/u.exec(text.slice(last.end, last.end + 4));
  const sign = before?.[1] ?? after?.[1];
  return sign === undefined ? null : (measureUnit(sign.toLowerCase()) ?? sign);
}

/** "EUR 300". */
function currencyBefore(tokens: readonly Token[], index: number): string | null {
  const unit = isNear(tokens[index]) ? measureUnit(tokens[index - 1]?.word ?? '') : null;
  return unit !== null && /^(?:usd|eur|gbp|chf|pln)$/u.test(unit) ? unit : null;
}

/** Words that may stand between a number and its unit: "30 working days", "16 fully paid weeks". */
const maxWordsBeforeUnit = 2;

function unitAfter(tokens: readonly Token[], to: number): string | null {
  for (const [distance, token] of tokens.slice(to, to + maxWordsBeforeUnit + 1).entries()) {
    if (!isNear(token) || token.kind !== 'word') return null;
    const unit = measureUnit(token.word);
    // "m", "d" and the like are units only right behind the number.
    if (unit !== null && (distance === 0 || unit.length > 2)) return unit;
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
