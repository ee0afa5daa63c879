import type { DisagreementKind } from '@carrel/core';
import type { AnswerMaterial } from '../answer-material.ts';
import { type EvidenceSpan, isStatement } from '../check/evidence.ts';
import type { Statement } from '../check/read-statement.ts';
import { answersCue, type QuestionCue } from '../question/question-cues.ts';

/** What an answer says, and a sentence of another document that says something else on the same question. */
export interface Disagreement {
  readonly kind: DisagreementKind;
  readonly said: EvidenceSpan;
  readonly other: EvidenceSpan;
}

/** Deals with the question nearly as much as what was said does. */
const leastShareOfCoverage = 0.6;
/** Content words in common, besides the question's own. */
const leastCommonWords = 1;
/** Of two sentences of which one denies what the other says, words in common of all words. */
const leastCommonShare = 0.5;
/** More than these are no longer read. */
const maxDisagreements = 2;

/**
 * Sentences of other documents that deal with the question as much as those that the answer rests on, and state another
 * number of the same unit, another date, or the opposite. Which of them holds is for the reader to judge: nothing here knows
 * which document is in force.
 *
 * Only where the question asks for such a thing ("how many", "when", "may"): two sentences with different numbers differ in
 * most cases because they speak of different things.
 * @param said spans that the answer cites.
 * @returns at most two, the one whose sentence deals most with the question first. Deterministic.
 */
export function findDisagreements(material: AnswerMaterial, said: readonly EvidenceSpan[]): readonly Disagreement[] {
  const { sentences } = material.evidence;
  const found: (Disagreement & { readonly coverage: number })[] = [];
  for (const [position, one] of said.entries()) {
    const least = coverageOf(material, one) * leastShareOfCoverage;
    for (const [index, sentence] of sentences.entries()) {
      const coverage = material.topic.coverages[index] ?? 0;
      if (coverage < least || !isStatement(sentence) || isOfOneDocument(one, sentence)) continue;
      // What the answer cites already stands for the sentences in it, and each pair is looked at once.
      const cited = said.findIndex((known) => isInside(sentence, known));
      if (cited !== -1 && cited < position) continue;
      const other = said[cited] ?? sentence;
      const kind = differenceOf(material, one, other);
      if (kind !== null) found.push({ kind, said: one, other, coverage });
    }
  }
  const best = found.toSorted((one, other) => other.coverage - one.coverage);
  const distinct = best.filter(({ other }, index) => best.findIndex((earlier) => isOfOneDocument(earlier.other, other)) === index);
  return distinct.slice(0, maxDisagreements).map(({ kind, said: one, other }) => ({ kind, said: one, other }));
}

function coverageOf({ evidence, topic }: AnswerMaterial, span: EvidenceSpan): number {
  return Math.max(0, ...evidence.sentences.map((one, index) => (isInside(one, span) ? (topic.coverages[index] ?? 0) : 0)));
}

function isInside(sentence: EvidenceSpan, span: EvidenceSpan): boolean {
  return sentence.passageIndex === span.passageIndex && sentence.span.start >= span.span.start && sentence.span.end <= span.span.end;
}

function isOfOneDocument(one: EvidenceSpan, other: EvidenceSpan): boolean {
  return one.passage.documentId === other.passage.documentId;
}

function differenceOf({ question }: AnswerMaterial, one: EvidenceSpan, other: EvidenceSpan): DisagreementKind | null {
  const common = commonWords(one.statement, other.statement);
  if (common.filter((stem) => !question.terms.includes(stem)).length < leastCommonWords && common.length < 2) return null;
  if (differInNumber(question.cues, one.statement, other.statement)) return 'number';
  if (differInDate(question.cues, one.statement, other.statement)) return 'date';
  if (question.cues.has('permission') && isDenial(one.statement, other.statement, common.length)) return 'negation';
  return null;
}

const numberCues = ['number', 'money', 'duration'] as const satisfies readonly QuestionCue[];

/** Both give a number of the kind that is asked for, in one unit, and have none in common. */
function differInNumber(cues: ReadonlySet<QuestionCue>, one: Statement, other: Statement): boolean {
  const asked = numberCues.filter((cue) => cues.has(cue));
  if (asked.length === 0 || !asked.every((cue) => answersCue(cue, one) && answersCue(cue, other))) return false;
  const units = new Set(one.quantities.flatMap(({ unit }) => unit ?? []));
  const inCommon = [...units].filter((unit) => other.quantities.some((quantity) => quantity.unit === unit));
  return inCommon.length > 0 && inCommon.every((unit) => isDisjoint(valuesOf(one, unit), valuesOf(other, unit)));
}

function valuesOf({ quantities }: Statement, unit: string): ReadonlySet<string> {
  return new Set(quantities.filter((quantity) => quantity.unit === unit).map(({ value }) => value));
}

function differInDate(cues: ReadonlySet<QuestionCue>, one: Statement, other: Statement): boolean {
  if (!cues.has('date')) return false;
  const [mine, theirs] = [one, other].map(({ dates }) => new Set(dates.map(({ year, month, day }) => `${year}-${month}-${day}`)));
  return mine !== undefined && theirs !== undefined && mine.size > 0 && theirs.size > 0 && isDisjoint(mine, theirs);
}

function isDenial(one: Statement, other: Statement, commonCount: number): boolean {
  const all = new Set([...contentStems(one), ...contentStems(other)]).size;
  return one.negations % 2 !== other.negations % 2 && commonCount / Math.max(1, all) >= leastCommonShare;
}

function isDisjoint(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return ![...one].some((value) => other.has(value));
}

function commonWords(one: Statement, other: Statement): readonly string[] {
  const theirs = new Set(contentStems(other));
  return [...new Set(contentStems(one))].filter((stem) => theirs.has(stem));
}

function contentStems({ stems, contentIndexes }: Statement): readonly string[] {
  return contentIndexes.map((index) => stems[index] ?? '');
}
