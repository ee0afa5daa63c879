import { type AccessRepository, type ChunkId, type Passage, type ReadableChunk, type ReadingScope, sha256Schema } from '@carrel/core';
import { addressKey } from './address-key.ts';
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
  const candidates = ranked.map(({ generation, ordinal }) => ({ generation, ordinal }));
  const rows = await access.readableChunks({ ...scope, candidates });
  const rankedByKey = new Map(ranked.map((candidate) => [addressKey(candidate), candidate]));
  const passages: Passage[] = [];
  const signals = new Map<ChunkId, PassageSignals>();
  for (const row of rows) {
    const candidate = rankedByKey.get(addressKey(row));
    if (candidate === undefined) continue;
    passages.push(passageOf(row, passages.length + 1, candidate.score));
    signals.set(row.chunkId, candidate.signals);
  }
  return { passages, signals };
}

function passageOf(row: ReadableChunk, rank: number, score: number): Passage {
  const { start, end, textSha256, generation: _generation, ordinal: _ordinal, ...place } = row;
  return { ...place, rank, score, span: { start, end }, textSha256: sha256Schema.parse(textSha256) };
}
