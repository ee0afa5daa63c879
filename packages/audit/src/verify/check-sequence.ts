import type { CheckedEntry, LogCheck } from './log-check.ts';
import { placeOf } from './log-check.ts';
import type { EventMarks } from './event-marks.ts';
import { createGaps } from './gaps.ts';
import type { FindingLog } from './report.ts';

export interface ShardSummary {
  readonly shard: number;
  readonly sizeEntries: number;
  readonly lastLeafHash: string | null;
}

const seenMark = 1;

/**
 * Each shard is numbered from 0 without gaps, and each leaf names the hash of the one before.
 */
export function checkSequence(log: FindingLog, marks: EventMarks): LogCheck & { readonly shards: readonly ShardSummary[] } {
  const shards: ShardSummary[] = [];
  let current: { readonly shard: number; readonly announcedSize: number } | null = null;
  let gaps = createGaps();
  let nextSeq = 0;
  let readCount = 0;
  /** The last entry that stood where it should. `stored` is the hash that stands beside it, which an edit may have left as it was. */
  let last: { readonly seq: number; readonly hash: string; readonly stored: string } | null = null;

  const closeShard = () => {
    if (current === null) return;
    const { shard, announcedSize } = current;
    for (const [from, to] of gaps.ranges())
      log.add('missing-leaf', { shard, seq: from }, from === to ? `Entry ${from} is missing.` : `Entries ${from} to ${to} are missing.`);
    if (nextSeq < announcedSize)
      log.add('truncated-tail', { shard, seq: nextSeq }, `Expected ${announcedSize} entries, but they end before ${nextSeq}.`);
    shards.push({ shard, sizeEntries: readCount, lastLeafHash: last?.hash ?? null });
  };

  const inOrder = (entry: CheckedEntry, seq: number) => {
    const isFollowing = last !== null && last.seq === seq - 1;
    // A leaf that was edited in place keeps its stored hash: the edit is reported, and the chain is judged by what it was.
    if (isFollowing && entry.leaf !== null && entry.leaf.prev !== last?.hash && entry.leaf.prev !== last?.stored) {
      log.add(
        'broken-chain',
        placeOf(entry),
        `The leaf names ${entry.leaf.prev} as the hash before it; that of entry ${seq - 1} is ${last?.hash}.`,
      );
    }
    nextSeq = seq + 1;
    last = { seq, hash: entry.hash, stored: entry.raw.leafHash };
  };

  const outOfOrder = (entry: CheckedEntry, seq: number, isKnown: boolean) => {
    if (isKnown) log.add('duplicate-leaf', placeOf(entry), `Entry ${seq} is there twice.`);
    else if (gaps.fill(seq)) log.add('moved-leaf', placeOf(entry), `Entry ${seq} stands behind entry ${nextSeq - 1}.`);
    else log.add('inserted-leaf', placeOf(entry), `Two different leaves claim the place ${seq}.`);
  };

  return {
    shards,
    shard(item) {
      closeShard();
      current = { shard: item.shard, announcedSize: item.size };
      gaps = createGaps();
      nextSeq = 0;
      readCount = 0;
      last = null;
    },
    entry(entry) {
      readCount += 1;
      const { seq, eventId } = placeOf(entry);
      const isKnown = marks.get(eventId) !== 0;
      if (!isKnown) marks.set(eventId, seenMark);
      if (seq < nextSeq) {
        outOfOrder(entry, seq, isKnown);
        return;
      }
      if (isKnown) log.add('repeated-id', placeOf(entry), `The event ${eventId} has a place already.`);
      if (seq > nextSeq) gaps.open(nextSeq, seq - 1);
      inOrder(entry, seq);
    },
    end() {
      closeShard();
      if (shards.every((shard) => shard.sizeEntries === 0)) log.add('empty-log', {}, 'The log has no entry.');
    },
  };
}
