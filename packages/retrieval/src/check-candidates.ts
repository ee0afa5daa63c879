import type { AccessRepository, IndexCandidate, ReadingScope } from '@carrel/core';
import { addressKey } from './address-key.ts';
import type { IndexAnswer } from './search-index.ts';

export interface CheckedCandidates {
  /** Whether the check let a candidate pass. Nothing else may be used from here on. */
  readonly isReadable: (candidate: IndexCandidate) => boolean;
  readonly checked: number;
  readonly dropped: number;
}

/** The check in SQL: all candidates of both lists in one statement, so that all are judged at one moment. */
export async function checkCandidates(
  access: Pick<AccessRepository, 'readableGenerations'>,
  answer: Pick<IndexAnswer, 'text' | 'vector'>,
  scope: ReadingScope,
): Promise<CheckedCandidates> {
  const candidates = new Map<number, IndexCandidate>();
  for (const candidate of [...(answer.text ?? []), ...(answer.vector ?? [])]) candidates.set(addressKey(candidate), candidate);
  const generations = [...new Set([...candidates.values()].map(({ generation }) => generation))];
  const readable = generations.length === 0 ? new Set<number>() : await access.readableGenerations({ ...scope, generations });
  const isReadable = ({ generation }: IndexCandidate) => readable.has(generation);
  const dropped = [...candidates.values()].filter((candidate) => !isReadable(candidate)).length;
  return { isReadable, checked: candidates.size, dropped };
}
