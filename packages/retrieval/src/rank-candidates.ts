import { type ChunkId, type IndexCandidate, type Passage, type ReadableChunk, sha256Schema } from '@carrel/core';
import { fuseScores, type ScoredChunk } from './fuse-scores.ts';
import type { PassageSignals } from './retrieval-request.ts';
import type { IndexAnswer } from './search-index.ts';

export interface RankedPassages {
  readonly passages: readonly Passage[];
  readonly signals: ReadonlyMap<ChunkId, PassageSignals>;
}

/**
 * Ranks what passed the check. The lists are cut down to it **before** their scores are stretched and fused, so what a
 * reader may not see has no influence on the order of what they may.
 */
export function rankCandidates(
  answer: Pick<IndexAnswer, 'text' | 'vector'>,
  readable: ReadonlyMap<ChunkId, ReadableChunk>,
  size: { readonly depth: number; readonly limit: number },
): RankedPassages {
  const text = answer.text === null ? null : readableList(answer.text, readable, size.depth);
  const vector = answer.vector === null ? null : readableList(answer.vector, readable, size.depth);
  const fused = fuseScores([text, vector].filter((list) => list !== null)).slice(0, size.limit);
  const bm25 = scoresById(text);
  const cosine = scoresById(vector);
  const passages = fused.flatMap(({ chunkId, score }, index) => {
    const row = readable.get(chunkId);
    return row === undefined ? [] : [passageOf(row, index + 1, score)];
  });
  const signals = new Map(
    passages.map(({ chunkId }) => [chunkId, { cosine: cosine.get(chunkId) ?? null, bm25: bm25.get(chunkId) ?? null }]),
  );
  return { passages, signals };
}

/**
 * At most `depth` readable chunks, best first, each once: after a repeated indexing the index can hold a chunk under two
 * generations, of which SQL serves one. Chunk ids follow from content, so the two rows say the same.
 */
function readableList(
  candidates: readonly IndexCandidate[],
  readable: ReadonlyMap<ChunkId, unknown>,
  depth: number,
): readonly ScoredChunk[] {
  const best = new Map<ChunkId, number>();
  for (const { chunkId, score } of candidates) {
    if (readable.has(chunkId)) best.set(chunkId, Math.max(score, best.get(chunkId) ?? -Infinity));
  }
  return [...best]
    .map(([chunkId, score]) => ({ chunkId, score }))
    .toSorted((one, other) => other.score - one.score || (one.chunkId < other.chunkId ? -1 : 1))
    .slice(0, depth);
}

function scoresById(list: readonly ScoredChunk[] | null): ReadonlyMap<ChunkId, number> {
  return new Map((list ?? []).map(({ chunkId, score }) => [chunkId, score]));
}

function passageOf(row: ReadableChunk, rank: number, score: number): Passage {
  const { start, end, textSha256, ...place } = row;
  return { ...place, rank, score, span: { start, end }, textSha256: sha256Schema.parse(textSha256) };
}
