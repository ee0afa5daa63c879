import type { IndexCandidate } from '@carrel/core';
import { byScoreThenKey, fuseScores, type ScoredChunk } from './fuse-scores.ts';
import { addressKey } from './address-key.ts';
import type { PassageSignals } from './retrieval-request.ts';
import type { IndexAnswer } from './search-index.ts';

/** A candidate with its fused score, 0…1. */
export interface RankedCandidate extends IndexCandidate {
  readonly signals: PassageSignals;
}

/**
 * Ranks what passed the check, best first, at most `limit`. The lists are cut down to it **before** their scores are
 * stretched and fused, so what a reader may not see has no influence on the order of what they may.
 */
export function rankCandidates(
  answer: Pick<IndexAnswer, 'text' | 'vector' | 'vectorShare'>,
  isReadable: (candidate: IndexCandidate) => boolean,
  size: { readonly depth: number; readonly limit: number },
): readonly RankedCandidate[] {
  const text = answer.text === null ? null : readableList(answer.text, isReadable, size.depth);
  const vector = answer.vector === null ? null : readableList(answer.vector, isReadable, size.depth);
  const byKey = new Map([...(text ?? []), ...(vector ?? [])].map((listed) => [listed.key, listed.candidate]));
  const bm25 = scoresByKey(text);
  const cosine = scoresByKey(vector);
  const weighted = [
    { list: text, weight: 1 - answer.vectorShare },
    { list: vector, weight: answer.vectorShare },
  ].flatMap(({ list, weight }) => (list === null ? [] : [{ list, weight }]));
  // A list that stands alone counts whole.
  const weights = weighted.length === 1 ? [1] : weighted.map(({ weight }) => weight);
  return fuseScores(
    weighted.map(({ list }) => list),
    weights,
  )
    .slice(0, size.limit)
    .flatMap(({ key, score }) => {
      const candidate = byKey.get(key);
      const signals = { cosine: cosine.get(key) ?? null, bm25: bm25.get(key) ?? null };
      return candidate === undefined ? [] : [{ ...candidate, score, signals }];
    });
}

interface ListedCandidate extends ScoredChunk {
  readonly candidate: IndexCandidate;
}

/** At most `depth` readable chunks, best first, each once: an append that was cut short and repeated leaves rows twice. */
function readableList(
  candidates: readonly IndexCandidate[],
  isReadable: (candidate: IndexCandidate) => boolean,
  depth: number,
): readonly ListedCandidate[] {
  const best = new Map<number, ListedCandidate>();
  for (const candidate of candidates.filter(isReadable)) {
    const key = addressKey(candidate);
    if (candidate.score > (best.get(key)?.score ?? -Infinity)) best.set(key, { key, score: candidate.score, candidate });
  }
  return [...best.values()].toSorted(byScoreThenKey).slice(0, depth);
}

function scoresByKey(list: readonly ScoredChunk[] | null): ReadonlyMap<number, number> {
  return new Map((list ?? []).map(({ key, score }) => [key, score]));
}
