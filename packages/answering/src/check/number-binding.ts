import { measureUnit } from '../text/measure-units.ts';
import type { Quantity } from '../text/read-quantities.ts';
import type { Statement } from './read-statement.ts';
import type { Name } from './vocabulary.ts';

/** A number where it stands. */
export interface PlacedNumber {
  readonly quantity: Quantity;
  readonly statement: Statement;
}

/**
 * Whether a number says the same of the same thing in a claim and in a span that has it. One of the words that it stands
 * beside in the claim must stand beside it in the span.
 *
 * Where the span has rivals (other numbers of the same unit), that word must stand on the same side and not beyond a rival:
 * "$300 on hotels and $80 on meals" does not bear "$80 on hotels". And no name of the claim may belong to a rival: "six months
 * in Germany and three months in Poland" does not bear "six months in Poland".
 */
export function isBoundAlike(inClaim: PlacedNumber & { readonly names: readonly Name[] }, inSpan: PlacedNumber): boolean {
  const rivals = rivalsOf(inSpan);
  const names = inClaim.names.flat();
  const isNeighbour = (stem: string) => names.includes(stem) && rivals.length > 0 && belongs(stem, inSpan, rivals);
  if (!hasNeighbourInCommon(inClaim, inSpan, { rivals, isNeighbour })) return false;
  // A claim with several numbers of one unit is held to their order, and to their neighbours.
  if (rivals.length === 0 || rivalsOf(inClaim).length > 0) return true;
  return names.every((stem) => belongs(stem, inSpan, rivals));
}

/** Where other numbers of the same unit stand. */
function rivalsOf({ quantity, statement }: PlacedNumber): readonly number[] {
  return statement.quantities.filter(({ unit, value }) => unit === quantity.unit && value !== quantity.value).map(({ index }) => index);
}

/** Content words on each side of a number in the claim, of which one must stand beside it in the span too. */
const claimNeighbours = 2;
const spanNeighbours = 5;

interface Surroundings {
  readonly rivals: readonly number[];
  /** Whether a word counts as standing beside the number wherever it stands. */
  readonly isNeighbour: (stem: string) => boolean;
}

function hasNeighbourInCommon(inClaim: PlacedNumber, inSpan: PlacedNumber, { rivals, isNeighbour }: Surroundings): boolean {
  const ours = neighboursOf(inClaim, claimNeighbours, rivalsOf(inClaim));
  const all = [...ours.before, ...ours.after];
  if (all.length === 0 || all.some(isNeighbour)) return true;
  const theirs = neighboursOf(inSpan, spanNeighbours, rivals);
  const meets = (one: readonly string[], two: readonly string[]) => one.some((stem) => two.includes(stem));
  if (rivals.length > 0) return meets(ours.before, theirs.before) || meets(ours.after, theirs.after);
  return meets(all, [...theirs.before, ...theirs.after]);
}

interface Neighbours {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** The stems of the nearest content words, up to the next rival; units are left out, they are compared by themselves. */
function neighboursOf({ quantity, statement }: PlacedNumber, count: number, rivals: readonly number[]): Neighbours {
  const { index, count: width } = quantity;
  const from = Math.max(-1, ...rivals.filter((at) => at < index));
  const to = Math.min(Infinity, ...rivals.filter((at) => at > index));
  const words = statement.contentIndexes.filter((at) => at > from && at < to && measureUnit(statement.tokens[at]?.word ?? '') === null);
  const stems = (indexes: readonly number[]) => indexes.map((at) => statement.stems[at] ?? '');
  return {
    before: stems(words.filter((at) => at < index).slice(-count)),
    after: stems(words.filter((at) => at >= index + width).slice(0, count)),
  };
}

/**
 * Whether a name in the span can go with this number rather than with a rival. In "30 in Germany, 25 in France" names follow
 * their numbers, in "Germany 30, France 25" they precede them. Where neither is plain, a name in front of all numbers goes with
 * each, and any other with the numbers that no rival parts it from.
 */
function belongs(stem: string, { quantity, statement }: PlacedNumber, rivals: readonly number[]): boolean {
  const places = [...statement.stems.keys()].filter((at) => statement.stems[at] === stem);
  const numbers = [quantity.index, ...rivals].toSorted((one, other) => one - other);
  const names = [...places, ...statement.contentIndexes.filter((at) => at > 0 && statement.tokens[at]?.isCapitalised === true)];
  const [firstNumber = 0, lastNumber = 0] = [numbers[0], numbers.at(-1)];
  const namesLead = Math.min(...names) < firstNumber;
  const namesEnd = Math.max(...names) > lastNumber;
  const isParted = (at: number) => rivals.some((rival) => rival > Math.min(at, quantity.index) && rival < Math.max(at, quantity.index));
  return places.some((at) => {
    if (!namesEnd) return numbers.find((number) => number > at) === quantity.index;
    if (!namesLead) return numbers.findLast((number) => number < at) === quantity.index;
    return at < firstNumber || !isParted(at);
  });
}
