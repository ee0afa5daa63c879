import type { AuditEventId, AuditRepository, LogEntry } from '@carrel/core';
import { sha256Hex } from '../leaf/leaf-hash.ts';
import type { RawEntry, RawLogItem } from './raw-log.ts';

const pageEntries = 500;
/** Pending drafts are counted up to this many. */
const maxPending = 1_000;

/**
 * Reads the whole log as it was when the reading began; entries that come later are left out. Holds a page at a time.
 * @throws DATABASE_UNAVAILABLE.
 */
export async function* readRawLog(audit: AuditRepository): AsyncGenerator<RawLogItem, void, undefined> {
  const pending = await audit.listPending(maxPending);
  const tail = await audit.findTail();
  const shards = await audit.listShards();
  for (const { shard, size } of shards.toSorted((left, right) => left.shard - right.shard)) {
    yield { kind: 'shard', shard, size };
    // Entries are counted only to say how many there should be: all that are there are read, whatever their numbers.
    const lastSeq = shard === tail?.shard ? tail.seq : Number.MAX_SAFE_INTEGER;
    yield* readShard(audit, shard, lastSeq);
  }
  yield { kind: 'pending', count: pending.length, oldestCreatedAt: pending.map((event) => event.createdAt).toSorted()[0] ?? null };
}

async function* readShard(audit: AuditRepository, shard: number, lastSeq: number): AsyncGenerator<RawEntry, void, undefined> {
  for (let fromSeq = 0; fromSeq <= lastSeq;) {
    const entries = await audit.listEntries(shard, fromSeq, pageEntries);
    const last = entries.at(-1);
    if (last === undefined) return;
    const sealed = await sealedDigests(audit, entries);
    for (const entry of entries) if (entry.seq <= lastSeq) yield rawEntry(entry, sealed.get(entry.id) ?? {});
    fromSeq = last.seq + 1;
  }
}

async function sealedDigests(
  audit: AuditRepository,
  entries: readonly LogEntry[],
): Promise<ReadonlyMap<AuditEventId, Readonly<Record<string, string>>>> {
  const digests = new Map<AuditEventId, Record<string, string>>();
  for (const { eventId, field, ciphertext } of await audit.listSealed(entries.map((entry) => entry.id))) {
    const fields = digests.get(eventId) ?? {};
    fields[field] = sha256Hex(ciphertext);
    digests.set(eventId, fields);
  }
  return digests;
}

function rawEntry(entry: LogEntry, sealed: Readonly<Record<string, string>>): RawEntry {
  const { shard, seq, id, time, type, outcome, actorRef, targetRef, channel, leaf, leafHash } = entry;
  return { kind: 'entry', shard, seq, id, time, type, outcome, actorRef, targetRef, channel, leaf, leafHash, sealed };
}
