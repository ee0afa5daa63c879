import type { Statement } from './read-statement.ts';

/**
 * Whether a claim that has its words from a span also has them in the span's relations. Without a parser, from the order of
 * content words and of the auxiliary verbs between them:
 *
 * - no word has changed sides: what stands before a verb in the claim and what stands behind it may not both stand on the
 *   other side in the span ("employees approve managers");
 * - whom the claim is about may not stand behind all that it says of them ("the Court has the power …" made of "the
 *   Commission has the power …, the Court …");
 * - words that stand side by side in the claim are not parted by a clause of its own in the span ("contractors sign, and
 *   employees get a laptop" does not bear "contractors get a laptop");
 * - a negation stands before the same word.
 *
 * A passive turned round ("is approved by") is let through by the first two.
 */
export function keepsRelations(claim: Statement, span: Statement): boolean {
  const words = sharedWords(claim, span);
  const isVoiceChanged = hasAgent(claim) !== hasAgent(span);
  return (
    (isVoiceChanged || (!changesSides(words, span) && !isAboutAnother(words, claim, span))) &&
    !leapsOverClause(words, claim, span) &&
    negatesAlike(claim, span)
  );
}

/** Auxiliaries and the commonest verbs: stop words all, but they part who from what. By form, since "is" and "are" are one verb. */
const verbForms: Readonly<Record<string, string>> = {
  is: 'be', are: 'be', was: 'be', were: 'be', be: 'be', been: 'be', has: 'have', have: 'have', had: 'have', gets: 'get', get: 'get', got: 'get', gives: 'give', give: 'give', given: 'give',
  must: 'must', shall: 'must', should: 'must', may: 'may', might: 'may', can: 'can', could: 'can', will: 'will', would: 'will', does: 'do', do: 'do', did: 'do', ist: 'sein', sind: 'sein', war: 'sein', waren: 'sein',
  hat: 'haben', haben: 'haben', hatte: 'haben', hatten: 'haben', wird: 'werden', werden: 'werden', wurde: 'werden', wurden: 'werden', muss: 'müssen', müssen: 'müssen', kann: 'können', können: 'können',
  darf: 'dürfen', dürfen: 'dürfen', soll: 'sollen', sollen: 'sollen', gibt: 'geben',
}; // prettier-ignore

interface SharedWord {
  readonly key: string;
  /** Token index in the claim. */
  readonly index: number;
  readonly isVerb: boolean;
  /** Token indexes in the span, ascending. */
  readonly places: readonly number[];
}

/** The claim's content words and auxiliaries that the span has, in the claim's order. */
function sharedWords(claim: Statement, span: Statement): readonly SharedWord[] {
  const places = new Map<string, number[]>();
  for (const { key, index } of keyedWords(span)) places.set(key, [...(places.get(key) ?? []), index]);
  return keyedWords(claim).flatMap(({ key, index, isVerb }) => {
    const inSpan = places.get(key);
    return inSpan === undefined ? [] : [{ key, index, isVerb, places: inSpan }];
  });
}

interface KeyedWord {
  readonly key: string;
  readonly index: number;
  readonly isVerb: boolean;
}

function keyedWords({ tokens, stems, contentIndexes }: Statement): readonly KeyedWord[] {
  const content = new Set(contentIndexes);
  return tokens.flatMap(({ word }, index): readonly KeyedWord[] => {
    const verb = Object.hasOwn(verbForms, word) ? verbForms[word] : undefined;
    if (verb !== undefined) return [{ key: `verb ${verb}`, index, isVerb: true }];
    return content.has(index) ? [{ key: stems[index] ?? '', index, isVerb: false }] : [];
  });
}

/** Whether a word stands between two others the other way round: a … verb … b in the claim, b … verb … a in the span. */
function changesSides(words: readonly SharedWord[], span: Statement): boolean {
  return words.some((pivot, at) => {
    const before = words.slice(0, at).findLast(({ isVerb }) => !isVerb)?.key;
    const after = words.slice(at + 1).find(({ isVerb }) => !isVerb)?.key;
    if (before === undefined || after === undefined || before === after || before === pivot.key || after === pivot.key) return false;
    return pivot.places.every((place) => isTurnedAt(place, { before, after }, span));
  });
}

/** Content words on each side of a place in the span that are looked at first. */
const nearWords = 3;

/** Near the place when both stand near it on one side only; else in the whole span. */
function isTurnedAt(place: number, claimed: { readonly before: string; readonly after: string }, span: Statement): boolean {
  const stemsOf = (indexes: readonly number[]) => indexes.map((index) => span.stems[index] ?? '');
  const [left, right] = [span.contentIndexes.filter((index) => index < place), span.contentIndexes.filter((index) => index > place)];
  const isTurned = (leftStems: readonly string[], rightStems: readonly string[]) =>
    rightStems.includes(claimed.before) &&
    !leftStems.includes(claimed.before) &&
    leftStems.includes(claimed.after) &&
    !rightStems.includes(claimed.after);
  return isTurned(stemsOf(left.slice(-nearWords)), stemsOf(right.slice(0, nearWords))) || isTurned(stemsOf(left), stemsOf(right));
}

/** Whether most of what stands before the claim's first auxiliary comes in the span behind all of what stands after it. */
function isAboutAnother(words: readonly SharedWord[], claim: Statement, span: Statement): boolean {
  const verbAt = words.findIndex(({ isVerb }) => isVerb);
  const subject = (verbAt === -1 ? words.slice(0, 1) : words.slice(0, verbAt)).filter(({ isVerb }) => !isVerb);
  const said = words.slice(verbAt === -1 ? 1 : verbAt + 1).filter(({ isVerb, key }) => !isVerb && !subject.some((one) => one.key === key));
  // Whose number it is, number and name decide: "Germany has 30 days of vacation, France 25 days".
  if (subject.length === 0 || said.length === 0 || claim.quantities.length > 0) return false;
  const lastSaid = Math.max(...said.map(({ places }) => places[0] ?? 0));
  const hasOtherSubject = span.contentIndexes.some((index) => index < Math.min(...said.map(({ places }) => places[0] ?? 0)));
  // More than half: "the European Court" shares a word with "the European Commission".
  return hasOtherSubject && subject.filter(({ places }) => (places[0] ?? 0) > lastSaid).length * 2 > subject.length;
}

const boundaryWords = new Set('and or but while whereas und oder aber sondern während'.split(' '));

/**
 * Whether the span, between two words that are neighbours in the claim, ends one clause and begins another about something
 * else: a word that the claim leaves out, a boundary, and another such word.
 */
function leapsOverClause(words: readonly SharedWord[], claim: Statement, span: Statement): boolean {
  const content = words.filter(({ isVerb }) => !isVerb);
  const claimed = new Set(content.map(({ key }) => key));
  return content.slice(1).some((second, at) => {
    const first = content[at];
    if (first === undefined || hasBoundary(claim, first.index, second.index)) return false;
    const from = first.places.findLast((place) => place < (second.places[0] ?? -1)) ?? first.places[0] ?? 0;
    const to = second.places.find((place) => place > from);
    if (to === undefined) return false;
    const left = span.contentIndexes.filter((index) => index > from && index < to && !claimed.has(span.stems[index] ?? ''));
    return left.slice(1).some((index, before) => hasBoundary(span, left[before] ?? 0, index));
  });
}

/** A comma, semicolon, colon or dash, or a word that joins, behind token `from` and up to token `to`. */
function hasBoundary({ tokens }: Statement, from: number, to: number): boolean {
  for (let index = from + 1; index <= to; index += 1) {
    const token = tokens[index];
    if (token === undefined) continue;
    if (/[,;:–—.]/u.test(token.gap) || (index < to && boundaryWords.has(token.word))) return true;
  }
  return false;
}

/** "is approved by the team": the one who acts stands behind the verb. */
function hasAgent({ tokens }: Statement): boolean {
  return tokens.some(({ word }) => word === 'by' || word === 'von' || word === 'vom' || word === 'durch');
}

const negationsBefore = /^(?:not|cannot|never|nicht|nie|niemals)$|n't$/u;
const negatingDeterminers = /^(?:no|none|nobody|neither|nor|without|kein\w*|ohne|weder|niemand)$/u;

/** How far behind a negation the word may stand that it negates, in content words. */
const negatedWithin = 2;

/** Whether each negation of the claim stands before a word that one of the span's stands before. */
function negatesAlike(claim: Statement, span: Statement): boolean {
  const inSpan = new Set(negationPlaces(span).flatMap(({ index }) => contentBehind(span, index, negatedWithin)));
  if (inSpan.size === 0) return true;
  return negationPlaces(claim).every(({ index, isDeterminer }) => {
    const behind = contentBehind(claim, index, isDeterminer ? negatedWithin : 1);
    return behind.length === 0 || behind.some((stem) => inSpan.has(stem));
  });
}

function negationPlaces({ tokens }: Statement): readonly { readonly index: number; readonly isDeterminer: boolean }[] {
  return tokens.flatMap(({ word }, index) =>
    negationsBefore.test(word) || negatingDeterminers.test(word) ? [{ index, isDeterminer: negatingDeterminers.test(word) }] : [],
  );
}

function contentBehind({ contentIndexes, stems }: Statement, from: number, count: number): readonly string[] {
  return contentIndexes
    .filter((index) => index > from)
    .slice(0, count)
    .map((index) => stems[index] ?? '');
}
