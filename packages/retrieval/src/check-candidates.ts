import type { AccessRepository, ChunkId, CollectionId, IndexCandidate, ReadableChunk, UserId } from '@carrel/core';
import type { IndexAnswer } from './search-index.ts';

export interface CheckedCandidates {
  /** What passed, by chunk. Nothing else may be used from here on. */
  readonly readable: ReadonlyMap<ChunkId, ReadableChunk>;
  readonly checked: number;
  readonly dropped: number;
}

/** The check in SQL: all candidates of both lists in one statement, so that all are judged at one moment. */
export async function checkCandidates(
  access: Pick<AccessRepository, 'readableChunks'>,
  answer: Pick<IndexAnswer, 'text' | 'vector'>,
  scope: { readonly readers: readonly UserId[]; readonly at: string; readonly collectionIds?: readonly CollectionId[] | undefined },
): Promise<CheckedCandidates> {
  const candidates = new Map<string, IndexCandidate>();
  for (const candidate of [...(answer.text ?? []), ...(answer.vector ?? [])])
    candidates.set(`${candidate.chunkId} ${candidate.generation}`, candidate);
  if (candidates.size === 0) return { readable: new Map(), checked: 0, dropped: 0 };
  const rows = await access.readableChunks({
    candidates: [...candidates.values()].map(({ chunkId, generation }) => ({ chunkId, generation })),
    audience: scope.readers,
    at: scope.at,
    ...(scope.collectionIds === undefined ? {} : { collectionIds: scope.collectionIds }),
  });
  const readable = new Map(rows.map((row) => [row.chunkId, row]));
  return { readable, checked: candidates.size, dropped: candidates.size - readable.size };
}
