import { measureUnit } from '../text/measure-units.ts';
import type { StatedDate } from '../text/read-dates.ts';
import type { Quantity } from '../text/read-quantities.ts';
import { keepsRelations } from './keeps-relations.ts';
import { isBoundAlike } from './number-binding.ts';
import type { Statement } from './read-statement.ts';
import type { Name } from './vocabulary.ts';

export interface Claim {
  readonly statement: Statement;
  readonly names: readonly Name[];
}

/** The share of a claim's content words that must occur in the span, as issue and trust model set it. */
export const requiredShare = 0.7;

/** Why a span does not bear a claim; the first that is found, in this order. */
export const claimFailures = ['negation', 'bound', 'number', 'date', 'name', 'address', 'words', 'relation'] as const;
export type ClaimFailure = (typeof claimFailures)[number];

/**
 * What of a claim a span of the sources does not bear, or null: it bears it whole.
 *
 * All of these must hold. Both negate equally often, before the same words. A bound that the claim sets ("at least", "only",
 * "must") is set by the span. Every number occurs, with its unit, beside one of the words that it stands beside in the claim,
 * and in the claim's order. Every date occurs with the parts that the claim gives. Every name occurs, its words side by side,
 * and in the claim's order. Addresses occur as they are. Of the other content words, at least `requiredShare` occur, stemmed.
 * And the words stand in the same relations (`keepsRelations`).
 */
export function claimFailure({ statement: claim, names }: Claim, span: Statement): ClaimFailure | null {
  if (claim.negations !== span.negations) return 'negation';
  if (!qualifiersHold(claim, span)) return 'bound';
  if (!numbersHold({ statement: claim, names }, span)) return 'number';
  if (!claim.dates.every((date) => span.dates.some((other) => agrees(date, other)))) return 'date';
  if (!namesHold(names, span)) return 'name';
  if (!claim.tokens.every((token) => token.kind !== 'address' || span.text.includes(token.raw))) return 'address';
  if (contentShare({ statement: claim, names }, span) < requiredShare) return 'words';
  return keepsRelations(claim, span) ? null : 'relation';
}

/** "A password must have at least 14 characters" and "a password has at least 14 characters" are one rule: a least bound is a duty. */
export function qualifiersHold(claim: Statement, span: Statement): boolean {
  const isLeastBound = claim.qualifiers.has('lowerBound') && span.qualifiers.has('lowerBound');
  return [...claim.qualifiers].every((kind) => span.qualifiers.has(kind) || (kind === 'duty' && isLeastBound));
}

/**
 * The share of a claim's content words that a text has, 0…1. Names are left out: they all occur by now, and would only cover
 * up for what does not.
 */
export function contentShare({ statement: claim, names }: Claim, span: Statement): number {
  const content = contentOf({ statement: claim, names });
  if (content.length === 0) return 1;
  return content.filter((stem) => span.stems.includes(stem)).length / content.length;
}

/** The stems of the claim's content words without its names, each once. */
export function contentOf({ statement: claim, names }: Claim): readonly string[] {
  const inNames = new Set(names.flat());
  return [...new Set(claim.contentIndexes.map((index) => claim.stems[index] ?? ''))].filter((stem) => !inNames.has(stem));
}

function numbersHold({ statement: claim, names }: Claim, span: Statement): boolean {
  const available = [...span.quantities, ...span.dates.flatMap(numbersOfDate)].toSorted((one, other) => one.index - other.index);
  let from = 0;
  for (const quantity of claim.quantities) {
    const at = available.findIndex(
      (other, index) =>
        index >= from &&
        other.value === quantity.value &&
        unitsAgree(quantity, claim, other, span) &&
        isBoundAlike({ quantity, statement: claim, names }, { quantity: other, statement: span }),
    );
    if (at === -1) return false;
    from = at + 1;
  }
  return true;
}

/** A claim may name the year or the day of a date by itself. */
function numbersOfDate({ year, day, index }: StatedDate): readonly Quantity[] {
  return [day, year].flatMap((part) => (part === null ? [] : [{ value: String(part), unit: null, index, count: 1 }]));
}

/** Units are equal, or the one text has the unit elsewhere (the head of a table: "Limit in EUR: 300"). */
function unitsAgree(quantity: Quantity, claim: Statement, other: Quantity, span: Statement): boolean {
  if (quantity.unit === other.unit) return true;
  if (quantity.unit === null) return other.unit !== null && mentionsUnit(claim, other.unit);
  return other.unit === null && mentionsUnit(span, quantity.unit);
}

function mentionsUnit(statement: Statement, unit: string): boolean {
  return statement.tokens.some(({ word }) => measureUnit(word) === unit) || statement.text.includes(unit);
}

/** Whether what a date says is what the other says; what it leaves open, the other may say. */
export function agrees(date: StatedDate, other: StatedDate): boolean {
  return (['year', 'month', 'day'] as const).every((part) => date[part] === null || date[part] === other[part]);
}

/** Each name as words side by side, after the one before: "Ann Lee … Bo Chan" does not bear "Ann Chan". */
function namesHold(names: readonly Name[], span: Statement): boolean {
  let from = 0;
  for (const name of names) {
    const at = indexOfRun(span.stems, name, from);
    if (at === -1) return false;
    from = at + name.length;
  }
  return true;
}

function indexOfRun(stems: readonly string[], run: readonly string[], from: number): number {
  for (let start = from; start + run.length <= stems.length; start += 1) {
    if (run.every((stem, offset) => stems[start + offset] === stem)) return start;
  }
  return -1;
}
