import type { Clock, LogEntry } from '@carrel/core';
import type { Metrics } from '@carrel/runtime';

/** How long each event waited for its place, and how large the log's newest shard is. */
export function observeAppends(
  metrics: Pick<Metrics, 'auditMergeDelay' | 'auditTreeSize'>,
  clock: Clock,
): (entries: readonly LogEntry[]) => void {
  return (entries) => {
    const nowMs = clock.nowMs();
    for (const entry of entries) metrics.auditMergeDelay.observe(Math.max(0, nowMs - Date.parse(entry.time)) / 1_000);
    const last = entries.at(-1);
    if (last !== undefined) metrics.auditTreeSize.set(last.seq + 1);
  };
}
