import { searchTerms } from '../check/read-statement.ts';
import type { Evidence, EvidenceSpan } from '../check/evidence.ts';
import { termWeights } from '../relevance/term-weights.ts';
import type { ReadQuestion } from './read-question.ts';

/** How much of the question each sentence of the evidence deals with. */
export interface Topic {
  /** By position in `evidence.sentences`: weighted share of the question's content words, 0…1. */
  readonly coverages: readonly number[];
  /** The greatest of them. */
  readonly best: number;
  /** Whether a sentence that rests on this span deals with the question at least half as much as the best sentence does. */
  isOnTopic(span: EvidenceSpan): boolean;
}

/** Question words in title, headings, the sentence before and the line that announces the list count for part of one in the sentence itself. */
const contextCredit = 0.5;
/** Less than this share of the best coverage is beside the point: true, but no answer to this question. */
const leastShareOfBest = 0.5;

export function readTopic(question: ReadQuestion, { sentences }: Evidence): Topic {
  const texts = sentences.map(({ statement }) => searchTerms(statement));
  const weights = termWeights(question.terms, texts);
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0) || 1;
  const coverages = sentences.map((span, index) => {
    const own = texts[index] ?? new Set<string>();
    const before = sentences[index - 1]?.passageIndex === span.passageIndex ? texts[index - 1] : undefined;
    const leadIn = span.leadIn === undefined ? undefined : searchTerms(span.leadIn.statement);
    const isAround = (term: string) => span.placeStems.has(term) || before?.has(term) === true || leadIn?.has(term) === true;
    const credit = (term: string) => (own.has(term) ? 1 : isAround(term) ? contextCredit : 0);
    return [...weights].reduce((sum, [term, weight]) => sum + weight * credit(term), 0) / total;
  });
  const best = Math.max(0, ...coverages);
  const isInside = (sentence: EvidenceSpan, span: EvidenceSpan) =>
    sentence.passageIndex === span.passageIndex && sentence.span.start >= span.span.start && sentence.span.end <= span.span.end;
  return {
    coverages,
    best,
    isOnTopic: (span) =>
      sentences.some((sentence, index) => isInside(sentence, span) && (coverages[index] ?? 0) >= best * leastShareOfBest),
  };
}
