import { readStatement, type Statement } from '../../packages/answering/src/check/read-statement.ts';
import type { Token } from '../../packages/answering/src/text/tokenize.ts';
import { namesIn, type Vocabulary } from '../../packages/answering/src/check/vocabulary.ts';

/** The ways in which a model turns a true sentence into a false one. */
export const inventionKinds = ['number', 'unit', 'date', 'name', 'negation', 'roles', 'predicate'] as const;
export type InventionKind = (typeof inventionKinds)[number];

export interface Invention {
  readonly kind: InventionKind;
  readonly text: string;
}

/** What stands around a sentence and can be mixed up with it. */
export interface Surroundings {
  readonly vocabulary: Vocabulary;
  /** Other sentences of the same passages. */
  readonly others: readonly Statement[];
}

const auxiliary = /^(?:is|are|was|were|has|have|must|may|can|should|will|ist|sind|hat|haben|muss|müssen|darf|dürfen|kann|können)$/u;

/** All inventions that can be made of a sentence: one of each kind at most, and deterministic. */
export function plantInventions(sentence: Statement, surroundings: Surroundings): readonly Invention[] {
  const made: readonly (readonly [InventionKind, string | null])[] = [
    ['number', changedNumber(sentence, surroundings)],
    ['unit', changedUnit(sentence)],
    ['date', changedDate(sentence)],
    ['name', swappedName(sentence, surroundings)],
    ['negation', turnedRound(sentence)],
    ['roles', swappedRoles(sentence)],
    ['predicate', foreignSubject(sentence, surroundings)],
  ];
  return made.flatMap(([kind, text]) => (text === null || text === sentence.text ? [] : [{ kind, text }]));
}

/** Another number of the passages where there is one, else one that is near. */
function changedNumber({ text, quantities, tokens }: Statement, { others }: Surroundings): string | null {
  const quantity = quantities.find(({ value, index }) => /^\d+$/u.test(value) && /^\d+$/u.test(tokens[index]?.raw ?? ''));
  const token = tokens[quantity?.index ?? -1];
  if (quantity === undefined || token === undefined) return null;
  const stated = new Set(quantities.map(({ value }) => value));
  const other = others.flatMap((one) => one.quantities).find(({ value }) => /^\d+$/u.test(value) && !stated.has(value));
  return replaced(text, token, other?.value ?? String(Number(quantity.value) + 1));
}

const otherUnits: Readonly<Record<string, string>> = {
  days: 'weeks', day: 'week', weeks: 'months', week: 'month', months: 'years', month: 'year', years: 'months', year: 'month', hours: 'minutes', hour: 'minute', minutes: 'hours',
  USD: 'GBP', EUR: 'USD', Tage: 'Wochen', Wochen: 'Monate', Monate: 'Jahre',
}; // prettier-ignore

function changedUnit({ text, tokens, quantities }: Statement): string | null {
  const token = tokens.find(
    ({ raw }, index) =>
      Object.hasOwn(otherUnits, raw) && quantities.some(({ unit, index: at, count }) => unit !== null && at + count === index),
  );
  return token === undefined ? null : replaced(text, token, otherUnits[token.raw] ?? '');
}

const months = 'January February March April May June July August September October November December'.split(' ');

function changedDate({ text, tokens, dates }: Statement): string | null {
  const token = tokens.find(
    ({ raw }, index) => months.includes(raw) && dates.some((date) => index >= date.index && index < date.index + date.count),
  );
  return token === undefined ? null : replaced(text, token, months[(months.indexOf(token.raw) + 5) % months.length] ?? '');
}

/** A name of another sentence in place of the last one of this. */
function swappedName(sentence: Statement, { vocabulary, others }: Surroundings): string | null {
  const own = namesIn(sentence, vocabulary).flat();
  const at = sentence.contentIndexes.findLast((index) => index > 0 && own.includes(sentence.stems[index] ?? ''));
  const token = sentence.tokens[at ?? -1];
  if (token === undefined || !token.isCapitalised) return null;
  const foreign = others
    .flatMap((other) => other.contentIndexes.map((index) => ({ token: other.tokens[index], stem: other.stems[index] ?? '', index })))
    .find(
      ({ token: one, stem, index }) =>
        index > 0 && one?.isCapitalised === true && vocabulary.names.has(stem) && !sentence.stems.includes(stem),
    );
  return foreign?.token === undefined ? null : replaced(sentence.text, token, foreign.token.raw);
}

function turnedRound({ text, tokens }: Statement): string | null {
  const negation = tokens.find(({ word }) => word === 'not' || word === 'nicht');
  if (negation !== undefined) return replaced(text, negation, '').replaceAll(/ {2,}/gu, ' ');
  const verb = tokens.find(({ word }, index) => index > 0 && auxiliary.test(word));
  if (verb === undefined) return null;
  return `${text.slice(0, verb.end)} ${/[äöü]|^(?:ist|sind|hat|haben|muss|darf|kann)$/u.test(verb.word) ? 'nicht' : 'not'}${text.slice(verb.end)}`;
}

/** Who does and to whom it is done change places: what stands before the verb, and the first words after it. */
function swappedRoles(sentence: Statement): string | null {
  const { text, tokens } = sentence;
  const verbAt = tokens.findIndex(({ word }, index) => index > 0 && index <= 4 && auxiliary.test(word));
  const who = verbAt === -1 ? null : subjectBefore(sentence, verbAt);
  const whom = verbAt === -1 ? null : objectBehind(sentence, verbAt);
  if (who === null || whom === null || tokens.some(({ word }) => word === 'by')) return null;
  // "Accounting will create an account": by their stems both are the same.
  const stemsOf = ({ start, end }: Part) =>
    sentence.stems.filter((_stem, index) => (tokens[index]?.start ?? -1) >= start && (tokens[index]?.end ?? 0) <= end);
  if (stemsOf(who).some((stem) => stemsOf({ start: whom.start, end: text.length }).includes(stem))) return null;
  const words = ({ start, end }: Part) => text.slice(start, end);
  return `${text.slice(0, who.start)}${words(whom)}${text.slice(who.end, whom.start)}${words(who)}${text.slice(whom.end)}`;
}

/** In code units of the sentence. */
interface Part {
  readonly start: number;
  readonly end: number;
}

function subjectBefore({ text, tokens, contentIndexes }: Statement, verbAt: number): Part | null {
  const [first, last] = [tokens[0], tokens[verbAt - 1]];
  if (first === undefined || last === undefined || !contentIndexes.some((index) => index < verbAt)) return null;
  const part = { start: first.start, end: last.end };
  return /[:,]|^(?:if|when|since|now|so|as|because|this|that|it|you|we|they|there|please)\b/iu.test(text.slice(part.start, part.end))
    ? null
    : part;
}

/** Things, not states: "is a …", "has the …", "must book …"; "is effective" turned round says the same. */
function objectBehind(sentence: Statement, verbAt: number): Part | null {
  const { tokens, contentIndexes } = sentence;
  if (!takesThing(tokens[verbAt], tokens[verbAt + 1])) return null;
  const firstAt = contentIndexes.find((index) => index >= verbAt + 2);
  const first = firstAt === undefined || firstAt > verbAt + 3 ? undefined : tokens[firstAt];
  if (first === undefined || firstAt === undefined || /(?:ly|ed|ing)$/u.test(first.word)) return null;
  const lastAt = contentIndexes.filter((index) => index >= firstAt).findLast((index) => isRun(sentence, firstAt, index));
  return { start: first.start, end: tokens[lastAt ?? firstAt]?.end ?? first.end };
}

function takesThing(verb: Token | undefined, next: Token | undefined): boolean {
  if (verb === undefined || next === undefined) return false;
  const isCopula = /^(?:is|are|was|were|has|have)$/u.test(verb.word);
  return isCopula ? /^(?:a|an|the|our|their)$/u.test(next.word) : next.word !== 'be';
}

/** Whether all tokens from one to the other are content words with white space between. */
function isRun({ tokens, contentIndexes }: Statement, from: number, to: number): boolean {
  for (let index = from; index <= to; index += 1) {
    if (!contentIndexes.includes(index)) return false;
    if (index > from && !/^\s+$/u.test(tokens[index]?.gap ?? '')) return false;
  }
  return true;
}

/** What this sentence says, said of whom the next one is about. */
function foreignSubject(sentence: Statement, { others }: Surroundings): string | null {
  const own = partsOf(sentence);
  if (own === null) return null;
  const other = others.map(partsOf).find((parts) => parts !== null && isOther(parts.subject, sentence));
  return other === undefined || other === null ? null : `${other.subject} ${own.predicate}`;
}

function partsOf({ text, tokens, contentIndexes }: Statement): { readonly subject: string; readonly predicate: string } | null {
  const verbAt = tokens.findIndex(({ word }, index) => index > 0 && index <= 5 && auxiliary.test(word));
  const verb = tokens[verbAt];
  const before = tokens[verbAt - 1];
  if (verb === undefined || before === undefined || !contentIndexes.some((index) => index < verbAt)) return null;
  const subject = text.slice(0, before.end);
  return /[,;:]/u.test(subject) || text.length - verb.end < 20 ? null : { subject, predicate: text.slice(verb.start) };
}

function isOther(subject: string, sentence: Statement): boolean {
  const { stems, contentIndexes } = readStatement(subject);
  return contentIndexes.every((index) => !sentence.stems.includes(stems[index] ?? ''));
}

function replaced(text: string, token: { readonly start: number; readonly end: number }, by: string): string {
  return `${text.slice(0, token.start)}${by}${text.slice(token.end)}`;
}
