import type { AnswerMaterial } from '../answer-material.ts';
import { type Evidence, type EvidenceSpan, isStatement } from '../check/evidence.ts';
import { answersCue } from '../question/question-cues.ts';
import type { ReadQuestion } from '../question/read-question.ts';
import type { Topic } from '../question/read-topic.ts';
import { withNeighbour } from './with-neighbour.ts';

const maxQuotes = 3;
/** A further quotation must be at least this good in comparison with the best. */
const leastShareOfBest = 0.75;
/** Worth of holding the kind of thing that is asked for, in shares of the question's words. */
const cueCredit = 0.25;
/** Worth of standing in the best passage rather than in the last; small, it decides between equals. */
const rankCredit = 0.1;
/** Costs of saying little by itself: an item of few words, a line that only announces a list. */
const fragmentPenalty = 0.25;
const leadInPenalty = 0.3;

interface ScoredSpan {
  readonly span: EvidenceSpan;
  readonly score: number;
}

/**
 * The sentences and table rows that answer best, at most three, in document order: documents by their best passage, then as
 * they stand in the text. Never a heading, the head of a table, or a question. What cannot be understood alone brings the
 * sentence beside it along (`withNeighbour`), and an item of a list the line that announces the list.
 *
 * A sentence is scored by the weighted share of the question's content words that it has, with part credit for those above
 * and before it, by whether it holds the kind of thing that is asked for (a number, a date, somebody …), and a little by the
 * rank of its passage. Deterministic.
 * @param except spans that are in the answer already.
 */
export function selectQuotes(input: AnswerMaterial, except: readonly EvidenceSpan[] = []): readonly EvidenceSpan[] {
  const { question, evidence, topic } = input;
  const inDocumentOrder = documentOrder(evidence);
  const scored = scoreSentences(question, evidence, topic).filter(({ span }) => !except.some((other) => saysTheSame(span, other)));
  const best = scored.toSorted((one, other) => other.score - one.score || inDocumentOrder(one.span, other.span));
  const least = (best[0]?.score ?? 0) * leastShareOfBest;
  const chosen: EvidenceSpan[] = [];
  for (const { span, score } of best) {
    if (chosen.length >= maxQuotes || score < least || score <= 0) break;
    if (!chosen.some((other) => saysTheSame(span, other))) chosen.push(span);
  }
  const leadIns = chosen.flatMap(({ leadIn }) => leadIn ?? []);
  const quotes = [...new Set([...chosen, ...leadIns])].map((span) => withNeighbour(span, evidence));
  return quotes
    .filter((quote, index) => !quotes.some((other, at) => at !== index && isWithin(quote, other, at < index)))
    .toSorted(inDocumentOrder);
}

/** @param isEqualEnough whether two quotations of the same place count: of two equal ones, one stays. */
function isWithin(one: EvidenceSpan, other: EvidenceSpan, isEqualEnough: boolean): boolean {
  if (one.passageIndex !== other.passageIndex) return false;
  const isInside = one.span.start >= other.span.start && one.span.end <= other.span.end;
  const isSame = one.span.start === other.span.start && one.span.end === other.span.end;
  return isInside && (!isSame || isEqualEnough);
}

function scoreSentences(question: ReadQuestion, { sentences, passages }: Evidence, { coverages }: Topic): readonly ScoredSpan[] {
  return sentences.flatMap((span, index) => {
    if (!isStatement(span)) return [];
    const coverage = coverages[index] ?? 0;
    const cues = [...question.cues].filter((cue) => answersCue(cue, span.statement)).length;
    const cueShare = question.cues.size === 0 ? 0 : cues / question.cues.size;
    const rank = 1 - span.passageIndex / Math.max(1, passages.length);
    const score = coverage === 0 ? 0 : coverage + cueCredit * cueShare + rankCredit * rank - penaltyOf(span);
    return [{ span, score }];
  });
}

function penaltyOf({ role, statement }: EvidenceSpan): number {
  const { text, contentIndexes, numeric } = statement;
  if (text.endsWith(':')) return leadInPenalty;
  const isFragment = role === 'statement' && !/[.!;…]["'”»)]*$/u.test(text) && contentIndexes.length < 5 && numeric.size === 0;
  return isFragment ? fragmentPenalty : 0;
}

/** Documents by their best passage, then by place in the text. */
function documentOrder({ passages }: Evidence): (one: EvidenceSpan, other: EvidenceSpan) => number {
  const rankOf = (span: EvidenceSpan) => passages.findIndex(({ versionId }) => versionId === span.passage.versionId);
  const placeOf = ({ passage, span }: EvidenceSpan) => passage.span.start + span.start;
  return (one, other) => rankOf(one) - rankOf(other) || placeOf(one) - placeOf(other);
}

/** Equal words but for a few, or the same place in two overlapping passages. */
const sameWordsShare = 0.8;

function saysTheSame(one: EvidenceSpan, other: EvidenceSpan): boolean {
  const [mine, theirs] = [new Set(one.statement.stems), new Set(other.statement.stems)];
  const common = [...mine].filter((stem) => theirs.has(stem)).length;
  return common / Math.max(1, mine.size + theirs.size - common) > sameWordsShare;
}
