import type { ChunkId } from '@carrel/core';
import type { PassageSignals } from '@carrel/retrieval';
import type { AnswerMaterial } from '../answer-material.ts';
import type { AnswerSettings } from '../answer-settings.ts';
import { searchTerms } from '../check/read-statement.ts';
import { answerScore } from './answer-score.ts';
import { termWeights } from './term-weights.ts';

export interface Relevance {
  /** Weighted share of the question's content words that the best passage has, 0…1; 1 for a question without any. */
  readonly coverage: number;
  /** The greatest cosine of a passage; null when there was no vector search. */
  readonly cosine: number | null;
  readonly isRelevant: boolean;
  /** Coverage of each passage, in their order. */
  readonly coverages: readonly number[];
  /** So much that a model's "no answer" is not taken at its word. */
  readonly isStrong: boolean;
}

/**
 * Whether the passages are worth answering from. Needs no language model.
 *
 * Coverage counts the question's content words by stem in a passage with its title and headings, weighted by how rare they
 * are in what was found (a word that nothing found has weighs most: it may be what was asked about). Enough is a coverage of
 * `minCoverage`; with vector search, coverage and cosine together must reach `minCoveragePlusCosine`, and the score of all
 * signals `minScore`.
 */
export function judgeRelevance(
  material: AnswerMaterial,
  signals: ReadonlyMap<ChunkId, PassageSignals>,
  settings: AnswerSettings['relevance'],
): Relevance {
  const {
    question,
    evidence: { passages, sentences },
  } = material;
  if (passages.length === 0) return { coverage: 0, cosine: null, coverages: [], isRelevant: false, isStrong: false };
  const stems = passages.map((_passage, passageIndex) => {
    const own = sentences.filter((sentence) => sentence.passageIndex === passageIndex);
    return new Set(own.flatMap(({ statement, placeStems }) => [...searchTerms(statement), ...placeStems]));
  });
  const weights = termWeights(question.terms, stems);
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const coverages = stems.map((known) =>
    total === 0 ? 1 : [...weights].reduce((sum, [term, weight]) => sum + (known.has(term) ? weight : 0), 0) / total,
  );
  const coverage = Math.max(...coverages);
  const cosines = passages.flatMap(({ chunkId }) => signals.get(chunkId)?.cosine ?? []);
  const cosine = cosines.length === 0 ? null : Math.max(...cosines);
  const isRelevant =
    cosine === null
      ? coverage >= settings.minCoverage
      : coverage + cosine >= settings.minCoveragePlusCosine && answerScore(material, { cosine, stems }) >= settings.minScore;
  return { coverage, cosine, coverages, isRelevant, isStrong: isRelevant && coverage >= settings.strongCoverage };
}
