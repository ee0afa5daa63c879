import { type AccessRepository, type ChunkId, type Passage, type ReadableChunk, type ReadingScope, sha256Schema } from '@carrel/core';
import type { RankedCandidate } from './rank-candidates.ts';
import type { PassageSignals } from './retrieval-request.ts';

export interface ReadPassages {
  readonly passages: readonly Passage[];
  readonly signals: ReadonlyMap<ChunkId, PassageSignals>;
}

/**
 * The texts and places of what was ranked, ranked from 1. The statement that reads them checks them once more, so all that
 * is shown is of one moment; what was withdrawn since the candidates were checked is missing.
 */
export async function readPassages(
  access: Pick<AccessRepository, 'readableChunks'>,
  ranked: readonly RankedCandidate[],
  scope: ReadingScope,
): Promise<ReadPassages> {
  if (ranked.length === 0) return { passages: [], signals: new Map() };
  const candidates = ranked.map(({ chunkId, generation }) => ({ chunkId, generation }));
  const rows = await access.readableChunks({ ...scope, candidates });
  const rankedById = new Map(ranked.map((candidate) => [candidate.chunkId, candidate]));
  const passages = rows.map((row, index) => passageOf(row, index + 1, rankedById.get(row.chunkId)?.score ?? 0));
  const shown = new Set(rows.map((row) => row.chunkId));
  return {
    passages,
    signals: new Map(ranked.filter(({ chunkId }) => shown.has(chunkId)).map(({ chunkId, signals }) => [chunkId, signals])),
  };
}

function passageOf(row: ReadableChunk, rank: number, score: number): Passage {
  const { start, end, textSha256, ...place } = row;
  return { ...place, rank, score, span: { start, end }, textSha256: sha256Schema.parse(textSha256) };
}
