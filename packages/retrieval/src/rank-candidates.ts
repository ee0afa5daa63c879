import type { ChunkId, IndexCandidate } from '@carrel/core';
import { fuseScores, type ScoredChunk } from './fuse-scores.ts';
import type { PassageSignals } from './retrieval-request.ts';
import type { IndexAnswer } from './search-index.ts';

export interface RankedCandidate {
  readonly chunkId: ChunkId;
  readonly generation: number;
  /** As fused, 0…1. */
  readonly score: number;
  readonly signals: PassageSignals;
}

/**
 * Ranks what passed the check, best first, at most `limit`. The lists are cut down to it **before** their scores are
 * stretched and fused, so what a reader may not see has no influence on the order of what they may.
 */
export function rankCandidates(
  answer: Pick<IndexAnswer, 'text' | 'vector'>,
  isReadable: (candidate: IndexCandidate) => boolean,
  size: { readonly depth: number; readonly limit: number },
): readonly RankedCandidate[] {
  const text = answer.text === null ? null : readableList(answer.text, isReadable, size.depth);
  const vector = answer.vector === null ? null : readableList(answer.vector, isReadable, size.depth);
  const generations = new Map([...(text ?? []), ...(vector ?? [])].map(({ chunkId, generation }) => [chunkId, generation]));
  const bm25 = scoresById(text);
  const cosine = scoresById(vector);
  return fuseScores([text, vector].filter((list) => list !== null))
    .slice(0, size.limit)
    .flatMap(({ chunkId, score }) => {
      const generation = generations.get(chunkId);
      const signals = { cosine: cosine.get(chunkId) ?? null, bm25: bm25.get(chunkId) ?? null };
      return generation === undefined ? [] : [{ chunkId, generation, score, signals }];
    });
}

/**
 * At most `depth` readable chunks, best first, each once: after a repeated indexing the index can hold a chunk under two
 * generations, of which SQL serves one. Chunk ids follow from content, so the two rows say the same.
 */
function readableList(
  candidates: readonly IndexCandidate[],
  isReadable: (candidate: IndexCandidate) => boolean,
  depth: number,
): readonly IndexCandidate[] {
  const best = new Map<ChunkId, IndexCandidate>();
  for (const candidate of candidates.filter(isReadable)) {
    if (candidate.score > (best.get(candidate.chunkId)?.score ?? -Infinity)) best.set(candidate.chunkId, candidate);
  }
  return [...best.values()].toSorted((one, other) => other.score - one.score || (one.chunkId < other.chunkId ? -1 : 1)).slice(0, depth);
}

function scoresById(list: readonly ScoredChunk[] | null): ReadonlyMap<ChunkId, number> {
  return new Map((list ?? []).map(({ chunkId, score }) => [chunkId, score]));
}
