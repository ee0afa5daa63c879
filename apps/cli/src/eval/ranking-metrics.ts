/** Relevance of documents to a question: an integer, 0 is irrelevant. What is not in it was not judged and counts as irrelevant. */
export type Judgments = ReadonlyMap<string, number>;

/**
 * Normalised discounted cumulative gain of the first `depth` documents, 0…1.
 *
 * Gain 2^relevance − 1, discount 1 / log2(rank + 1), ideal order over all judged documents (Burges et al. 2005, equation for
 * DCG; as in trec_eval's ndcg_cut with exponential gain). 0 when no document is relevant.
 *
 * @param ranked ids, best first, each once.
 */
export function ndcgAt(depth: number, ranked: readonly string[], judgments: Judgments): number {
  const ideal = discountedGain([...judgments.values()].toSorted((one, other) => other - one).slice(0, depth));
  return ideal === 0 ? 0 : discountedGain(ranked.slice(0, depth).map((id) => judgments.get(id) ?? 0)) / ideal;
}

function discountedGain(relevances: readonly number[]): number {
  return relevances.reduce((sum, relevance, index) => sum + (2 ** relevance - 1) / Math.log2(index + 2), 0);
}

/** Share of all relevant documents that are among the first `depth`, 0…1. 0 when none is relevant. */
export function recallAt(depth: number, ranked: readonly string[], judgments: Judgments): number {
  const relevant = relevantIds(judgments);
  if (relevant.size === 0) return 0;
  return ranked.slice(0, depth).filter((id) => relevant.has(id)).length / relevant.size;
}

/** 1 / rank of the first relevant document among the first `depth`; 0 when there is none. */
export function reciprocalRankAt(depth: number, ranked: readonly string[], judgments: Judgments): number {
  const relevant = relevantIds(judgments);
  const index = ranked.slice(0, depth).findIndex((id) => relevant.has(id));
  return index === -1 ? 0 : 1 / (index + 1);
}

function relevantIds(judgments: Judgments): ReadonlySet<string> {
  return new Set([...judgments].filter(([, relevance]) => relevance > 0).map(([id]) => id));
}

export interface RankingScores {
  readonly ndcg10: number;
  readonly recall10: number;
  readonly recall100: number;
  readonly mrr10: number;
}

/** Means over the questions that have a relevant document; the others are left out. Null when there is no such question. */
export function meanScores(
  run: ReadonlyMap<string, readonly string[]>,
  judgmentsByQuestion: ReadonlyMap<string, Judgments>,
): { readonly scores: RankingScores; readonly questionCount: number } | null {
  const judged = [...judgmentsByQuestion].filter(([, judgments]) => relevantIds(judgments).size > 0);
  if (judged.length === 0) return null;
  const mean = (score: (ranked: readonly string[], judgments: Judgments) => number) =>
    judged.reduce((sum, [question, judgments]) => sum + score(run.get(question) ?? [], judgments), 0) / judged.length;
  return {
    questionCount: judged.length,
    scores: {
      ndcg10: mean((ranked, judgments) => ndcgAt(10, ranked, judgments)),
      recall10: mean((ranked, judgments) => recallAt(10, ranked, judgments)),
      recall100: mean((ranked, judgments) => recallAt(100, ranked, judgments)),
      mrr10: mean((ranked, judgments) => reciprocalRankAt(10, ranked, judgments)),
    },
  };
}
