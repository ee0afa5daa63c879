import type { Statement } from './read-statement.ts';
import { keepsRelations } from './keeps-relations.ts';
import { type Claim, contentShare, qualifiersHold, requiredShare } from './supports-claim.ts';

/**
 * Two sentences may say the same of different things ("Germany: 30 days. France: 25 days."). They bear a claim together only
 * when none of them holds a number or date of a kind that the claim has, and that the claim leaves out; and where each names
 * somebody whom the other does not, only when the claim names them all, or the second goes on about the first ("It …").
 */
export function isOneThought({ statement: claim, names }: Claim, pair: readonly [Statement, Statement]): boolean {
  const units = new Set(claim.quantities.map(({ unit }) => unit));
  const values = new Set(claim.quantities.map(({ value }) => value));
  const hasRivalNumber = pair.some(({ quantities }) => quantities.some(({ unit, value }) => units.has(unit) && !values.has(value)));
  if (hasRivalNumber) return false;
  const hasRivalDate = claim.dates.length > 0 && pair.some(({ dates }) => dates.length > claim.dates.length);
  return (
    !hasRivalDate &&
    !hasRivalNames(names.flat(), pair) &&
    pair.every((sentence) => keepsItsSense({ statement: claim, names }, sentence)) &&
    (goesOn(pair[1]) || pair.every((sentence) => namesItsOwn({ statement: claim, names }, sentence)))
  );
}

/**
 * A sentence that has the claim's words by itself also has its sense: a neighbour lends it no "not", "only" or "must", and no
 * other order.
 */
function keepsItsSense(claim: Claim, sentence: Statement): boolean {
  if (contentShare(claim, sentence) < requiredShare) return true;
  const { statement } = claim;
  return statement.negations === sentence.negations && qualifiersHold(statement, sentence) && keepsRelations(statement, sentence);
}

/** A sentence that has the claim's words by itself is about whom the claim names: a neighbour lends it no name. */
function namesItsOwn(claim: Claim, sentence: Statement): boolean {
  return contentShare(claim, sentence) < requiredShare || claim.names.every((name) => name.every((stem) => sentence.stems.includes(stem)));
}

/** Words by which a sentence begins that is about the same as the one before. */
const goingOn = new Set('it they he she this these that those its their es er sie dies diese dieser dieses das'.split(' '));

function goesOn({ tokens }: Statement): boolean {
  return goingOn.has(tokens[0]?.word ?? '');
}

function hasRivalNames(claimed: readonly string[], [first, second]: readonly [Statement, Statement]): boolean {
  if (claimed.length === 0 || goesOn(second)) return false;
  const onlyFirst = capitalisedStems(first).filter((stem) => !second.stems.includes(stem));
  const onlySecond = capitalisedStems(second).filter((stem) => !first.stems.includes(stem));
  if (onlyFirst.length === 0 || onlySecond.length === 0) return false;
  return ![...onlyFirst, ...onlySecond].every((stem) => claimed.includes(stem));
}

/** Words with a capital other than the first of the sentence. */
function capitalisedStems({ contentIndexes, tokens, stems }: Statement): readonly string[] {
  return contentIndexes.filter((index) => index > 0 && tokens[index]?.isCapitalised === true).map((index) => stems[index] ?? '');
}
