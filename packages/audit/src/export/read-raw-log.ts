import type { AuditEventId, AuditRepository, AuditTreeRepository, LogEntry, Repositories, StoredTile } from '@carrel/core';
import { sha256Hex } from '../leaf/leaf-hash.ts';
import { withCosignatures } from '../witness/request-cosignature.ts';
import type { RawCheckpoint, RawEntry, RawKey, RawLogItem, RawTile } from './raw-log.ts';

const pageEntries = 500;
const pageTiles = 64;
/** Pending drafts are counted up to this many. */
const maxPending = 1_000;

/**
 * Reads the whole log as it was when the reading began; entries that come later are left out. Holds a page at a time.
 * @throws DATABASE_UNAVAILABLE.
 */
export async function* readRawLog({
  audit,
  auditTree,
}: Pick<Repositories, 'audit' | 'auditTree'>): AsyncGenerator<RawLogItem, void, undefined> {
  const signedSizes = await readSignedSizes(audit, auditTree);
  const pending = await audit.listPending(maxPending);
  const tail = await audit.findTail();
  const shards = await audit.listShards();
  for (const { shard, size } of shards.toSorted((left, right) => left.shard - right.shard)) {
    yield { kind: 'shard', shard, size };
    yield* readSigned(auditTree, shard, signedSizes.get(shard) ?? 0);
    // Entries are counted only to say how many there should be: all that are there are read, whatever their numbers.
    const lastSeq = shard === tail?.shard ? tail.seq : Number.MAX_SAFE_INTEGER;
    yield* readShard(audit, shard, lastSeq);
    if (signedSizes.has(shard)) yield* readTiles(auditTree, shard);
  }
  yield { kind: 'pending', count: pending.length, oldestCreatedAt: pending.map((event) => event.createdAt).toSorted()[0] ?? null };
}

/** Read before the tail: what was signed is then among the entries that are read. */
async function readSignedSizes(audit: AuditRepository, tree: AuditTreeRepository): Promise<ReadonlyMap<number, number>> {
  const sizes = new Map<number, number>();
  for (const { shard } of await audit.listShards()) {
    const checkpoint = await tree.findCheckpoint(shard);
    if (checkpoint !== null) sizes.set(shard, checkpoint.size);
  }
  return sizes;
}

async function* readSigned(tree: AuditTreeRepository, shard: number, signedSize: number): AsyncGenerator<RawKey | RawCheckpoint> {
  const verifierKey = await tree.findVerifierKey(shard);
  if (verifierKey !== null) yield { kind: 'key', shard, verifierKey };
  for (let fromSize = 0; fromSize <= signedSize;) {
    const checkpoints = await tree.listCheckpoints(shard, fromSize, pageEntries);
    const last = checkpoints.at(-1);
    if (last === undefined) return;
    const lines = Map.groupBy(await tree.listCosignaturesBetween(shard, fromSize, last.size), ({ size }) => size);
    for (const { size, note } of checkpoints) {
      const cosigned = withCosignatures(
        note,
        (lines.get(size) ?? []).map(({ line }) => line),
      );
      if (size <= signedSize) yield { kind: 'checkpoint', shard, note: cosigned };
    }
    fromSize = last.size + 1;
  }
}

async function* readTiles(tree: AuditTreeRepository, shard: number): AsyncGenerator<RawTile> {
  let after: { readonly level: number; readonly index: number } | null = null;
  do {
    const tiles: readonly StoredTile[] = await tree.listTiles(shard, after, pageTiles);
    for (const { level, index, data } of tiles) yield { kind: 'tile', shard, level, index, data };
    after = tiles.at(-1) ?? null;
  } while (after !== null);
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
