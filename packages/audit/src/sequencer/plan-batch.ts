import type { LogEntry } from '@carrel/core';
import type { Draft } from '../draft/draft.ts';
import type { AuditEvent } from '../events/audit-event.ts';
import type { OperationEvents } from '../events/operation-events.ts';
import { genesisHash } from '../leaf/leaf-hash.ts';
import type { LogPlace } from './log-place.ts';
import { numberDrafts } from './number-drafts.ts';

export type SystemDraft = (event: AuditEvent<keyof OperationEvents>) => Promise<Draft>;

export interface PlannedBatch {
  readonly entries: readonly LogEntry[];
  readonly next: LogPlace | null;
}

/**
 * The entries that come next. Each shard begins with `log.opened`. When the year has changed, the old shard ends with
 * `log.closed`, and the new one goes on from its last hash, so that no shard can be left out unseen.
 * @param end where the log goes on; null: it is empty.
 */
export async function planBatch(
  systemDraft: SystemDraft,
  input: { readonly drafts: readonly Draft[]; readonly end: LogPlace | null; readonly year: number; readonly logName: string },
): Promise<PlannedBatch> {
  const { drafts, end, year, logName } = input;
  if (end === null) {
    if (drafts.length === 0) return { entries: [], next: null };
    const opened = await systemDraft({ type: 'log.opened', previous: null });
    return numberDrafts([opened, ...drafts], { logName, shard: year, seq: 0, prev: genesisHash });
  }
  if (year <= end.shard) return numberDrafts(drafts, end);
  const closed = numberDrafts([await systemDraft({ type: 'log.closed', nextShard: year })], end);
  const previous = { shard: end.shard, sizeEntries: closed.next.seq, lastLeafHash: closed.next.prev };
  const opened = await systemDraft({ type: 'log.opened', previous });
  const further = numberDrafts([opened, ...drafts], { ...closed.next, shard: year, seq: 0 });
  return { entries: [...closed.entries, ...further.entries], next: further.next };
}
