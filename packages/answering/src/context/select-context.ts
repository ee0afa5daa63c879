import type { Passage } from '@carrel/core';
import type { AnswerSettings } from '../answer-settings.ts';

/**
 * The passages that an answer may rest on: the best, without a text that came before (one file may lie in two places), without
 * one that lies for the most part within another, and not too many of one document. Keeps order, and the passages' type.
 */
export function selectContext<Checked extends Passage>(
  passages: readonly Checked[],
  settings: Pick<AnswerSettings, 'maxPassages' | 'maxPassagesPerDocument'>,
): readonly Checked[] {
  const selected: Checked[] = [];
  for (const passage of passages) {
    if (selected.length >= settings.maxPassages) break;
    const ofDocument = selected.filter((other) => other.documentId === passage.documentId);
    const isRepeated =
      selected.some((other) => other.textSha256 === passage.textSha256) || ofDocument.some((other) => overlaps(passage, other));
    if (!isRepeated && ofDocument.length < settings.maxPassagesPerDocument) selected.push(passage);
  }
  return selected;
}

/** Share of the shorter of two spans, beyond which the one adds nothing to the other. */
const maxOverlap = 0.8;

function overlaps(one: Passage, other: Passage): boolean {
  if (one.versionId !== other.versionId) return false;
  const common = Math.min(one.span.end, other.span.end) - Math.max(one.span.start, other.span.start);
  const shorter = Math.min(one.span.end - one.span.start, other.span.end - other.span.start);
  return shorter > 0 && common / shorter > maxOverlap;
}
