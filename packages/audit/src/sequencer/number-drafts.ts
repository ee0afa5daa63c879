import type { LogEntry } from '@carrel/core';
import type { Draft } from '../draft/draft.ts';
import { canonicalBytes } from '../leaf/canonical-bytes.ts';
import { leafHash } from '../leaf/leaf-hash.ts';
import type { Leaf } from '../leaf/leaf-schema.ts';
import type { LogPlace } from './log-place.ts';
import { contextColumns, toLogEntry } from './to-log-entry.ts';

/**
 * Gives drafts their places, one after the other, and makes the exact bytes that are stored and hashed.
 * Pure: the same drafts at the same place give the same entries.
 */
export function numberDrafts(
  drafts: readonly Draft[],
  place: LogPlace,
): { readonly entries: readonly LogEntry[]; readonly next: LogPlace } {
  const entries: LogEntry[] = [];
  let next = place;
  for (const draft of drafts) {
    const entry = numberDraft(draft, next);
    entries.push(entry);
    next = { ...next, seq: next.seq + 1, prev: entry.leafHash };
  }
  return { entries, next };
}

function numberDraft(draft: Draft, place: LogPlace): LogEntry {
  const leaf: Leaf = { ...draft.leaf, log: `${place.logName}/${place.shard}`, seq: place.seq, prev: place.prev };
  const bytes = canonicalBytes(leaf);
  return toLogEntry(leaf, { bytes, leafHash: leafHash(bytes), more: draft.more.map(contextColumns) });
}
