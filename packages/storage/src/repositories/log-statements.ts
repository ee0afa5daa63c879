import { type AuditEventId, type AuditRepository, CarrelError, type LogEntry, type LogFilter, type SightingFilter } from '@carrel/core';
import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import type { AuditContextTable, AuditEventTable } from '../sql/audit-tables.ts';
import type { Schema } from '../sql/schema.ts';
import type { SqlContext } from '../sql/sql-context.ts';
import { inBatches } from './in-batches.ts';
import { jsonStrings } from './json-rows.ts';
import { decodeCursor, pageOf } from './keyset-cursor.ts';
import { plainBytes } from './plain-bytes.ts';

const cursorSchema = z.tuple([z.int(), z.int()]);
const batchRows = 200;

type LogStatements = Pick<
  AuditRepository,
  'appendEntries' | 'findTail' | 'findEntry' | 'findSequence' | 'listEntries' | 'listShards' | 'searchEntries' | 'listSightings'
>;

/** The numbered log. Rows are only added; triggers see to it that nobody changes or deletes one. */
export function createLogStatements({ database, dialectName, atomically }: SqlContext): LogStatements {
  const withContext = async (rows: readonly AuditEventTable[]): Promise<readonly LogEntry[]> => {
    const context = await readContext(database, rows);
    return rows.map((row) => toEntry(row, context.get(placeOf(row)) ?? []));
  };

  return {
    appendEntries: (entries) =>
      atomically(async (transaction) => {
        await inBatches(entries.map(toRow), batchRows, (batch) => transaction.insertInto('audit_event').values(batch).execute());
        await inBatches(entries.flatMap(toContextRows), batchRows, (batch) => transaction.insertInto('audit_ctx').values(batch).execute());
        const ids = entries.map((entry) => entry.id);
        await sql`delete from audit_pending where id in (${jsonStrings(dialectName, ids)})`.execute(transaction);
      }),

    async findTail() {
      const row = await newestFirst(database).select(['shard', 'seq', 'leaf_hash', 'time']).limit(1).executeTakeFirst();
      return row ? { shard: row.shard, seq: row.seq, leafHash: row.leaf_hash, time: row.time } : null;
    },

    async findEntry(id) {
      const row = await database.selectFrom('audit_event').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? ((await withContext([row]))[0] ?? null) : null;
    },

    async findSequence(id: AuditEventId) {
      const row = await database.selectFrom('audit_event').select(['shard', 'seq', 'leaf_hash']).where('id', '=', id).executeTakeFirst();
      return row ? { shard: row.shard, seq: row.seq, leafHash: row.leaf_hash } : null;
    },

    async listEntries(shard, fromSeq, limit) {
      const rows = await database
        .selectFrom('audit_event')
        .selectAll()
        .where('shard', '=', shard)
        .where('seq', '>=', fromSeq)
        .orderBy('seq')
        .limit(limit)
        .execute();
      return withContext(rows);
    },

    async listShards() {
      const { rows } = await sql<{
        shard: number;
        size: number;
      }>`select shard, count(*) as size from audit_event group by shard order by shard`.execute(database);
      return rows;
    },

    async searchEntries(filter, { limit, cursor }) {
      const after = cursor === undefined ? undefined : decodeCursor(cursor, cursorSchema);
      const rows = await filtered(database, dialectName, filter)
        .selectAll()
        .$if(after !== undefined, (query) => query.where(sql<boolean>`(shard, seq) < (${after?.[0]}, ${after?.[1]})`))
        .limit(limit + 1)
        .execute();
      const page = pageOf(rows, limit, { item: (row) => row, cursor: (row) => [row.shard, row.seq] });
      return { items: await withContext(page.items), nextCursor: page.nextCursor };
    },

    async listSightings(filter, { limit, cursor }) {
      const after = cursor === undefined ? undefined : decodeCursor(cursor, cursorSchema);
      const rows = await sightings(database, dialectName, filter)
        .$if(after !== undefined, (query) => query.where(sql<boolean>`(e.shard, e.seq) < (${after?.[0]}, ${after?.[1]})`))
        .limit(limit + 1)
        .execute();
      const page = pageOf(rows, limit, { item: (row) => row, cursor: (row) => [row.shard, row.seq] });
      return { items: await withContext(page.items), nextCursor: page.nextCursor };
    },
  };
}

/** What opens a document itself names it, and in `ver` its version, in the leaf; only the index on its target finds it quickly. */
const openingTypes = ['document.downloaded', 'document.previewed'];

/** From the documents to the events, not the other way round: a log has many more events than a document has sightings. */
function sightings(database: Kysely<Schema>, dialectName: SqlContext['dialectName'], filter: SightingFilter) {
  const { documentRef, versionRef, types, from, to } = filter;
  const inContext = database
    .selectFrom('audit_ctx')
    .select(['shard', 'seq'])
    .where('document_ref', '=', documentRef)
    .$if(versionRef !== undefined, (query) => query.where('version_ref', '=', versionRef ?? ''));
  const opened = database
    .selectFrom('audit_event')
    .select(['shard', 'seq'])
    .where('target_ref', '=', documentRef)
    .where('type', 'in', openingTypes);
  return database
    .selectFrom(inContext.union(opened).as('x'))
    .innerJoin('audit_event as e', (join) => join.onRef('e.shard', '=', 'x.shard').onRef('e.seq', '=', 'x.seq'))
    .selectAll('e')
    .$if(types !== undefined, (query) => query.where(sql<boolean>`e.type in (${jsonStrings(dialectName, types ?? [])})`))
    .$if(from !== undefined, (query) => query.where('e.time', '>=', from ?? ''))
    .$if(to !== undefined, (query) => query.where('e.time', '<', to ?? ''))
    .orderBy('e.shard', 'desc')
    .orderBy('e.seq', 'desc');
}

function newestFirst(database: Kysely<Schema>) {
  return database.selectFrom('audit_event').orderBy('shard', 'desc').orderBy('seq', 'desc');
}

function filtered(database: Kysely<Schema>, dialectName: SqlContext['dialectName'], filter: LogFilter) {
  const { types, actorRef, targetRef, documentId, from, to } = filter;
  return newestFirst(database)
    .$if(types !== undefined, (query) => query.where(sql<boolean>`type in (${jsonStrings(dialectName, types ?? [])})`))
    .$if(actorRef !== undefined, (query) => query.where('actor_ref', '=', actorRef ?? ''))
    .$if(targetRef !== undefined, (query) => query.where('target_ref', '=', targetRef ?? ''))
    .$if(from !== undefined, (query) => query.where('time', '>=', from ?? ''))
    .$if(to !== undefined, (query) => query.where('time', '<', to ?? ''))
    .$if(documentId !== undefined, (query) =>
      query.where(sql<boolean>`exists (
        select 1 from audit_ctx x where x.shard = audit_event.shard and x.seq = audit_event.seq and x.document_ref = ${documentId})`),
    );
}

const placeOf = (row: { readonly shard: number; readonly seq: number }) => `${row.shard}:${row.seq}`;

async function readContext(
  database: Kysely<Schema>,
  rows: readonly AuditEventTable[],
): Promise<ReadonlyMap<string, readonly AuditContextTable[]>> {
  const found = new Map<string, AuditContextTable[]>();
  for (const shard of new Set(rows.map((row) => row.shard))) {
    const places = rows.filter((row) => row.shard === shard).map((row) => row.seq);
    await inBatches(places, batchRows, async (batch) => {
      const context = await database
        .selectFrom('audit_ctx')
        .selectAll()
        .where('shard', '=', shard)
        .where('seq', 'in', batch)
        .orderBy('seq')
        .orderBy('position')
        .execute();
      for (const row of context) found.set(placeOf(row), [...(found.get(placeOf(row)) ?? []), row]);
    });
  }
  return found;
}

function toRow(entry: LogEntry): AuditEventTable {
  if (!Number.isSafeInteger(entry.shard) || !Number.isSafeInteger(entry.seq))
    throw new CarrelError('INTERNAL', { message: 'expected whole numbers for shard and sequence' });
  return {
    shard: entry.shard,
    seq: entry.seq,
    id: entry.id,
    time: entry.time,
    type: entry.type,
    outcome: entry.outcome,
    actor_ref: entry.actorRef,
    target_ref: entry.targetRef,
    channel: entry.channel,
    leaf: entry.leaf,
    leaf_hash: entry.leafHash,
  };
}

function toContextRows(entry: LogEntry): readonly AuditContextTable[] {
  return entry.context.map((item, position) => ({
    shard: entry.shard,
    seq: entry.seq,
    position,
    document_ref: item.documentRef,
    version_ref: item.versionRef,
    chunk_ref: item.chunkRef,
    is_in_prompt: item.isInPrompt ? 1 : 0,
    is_cited: item.isCited ? 1 : 0,
  }));
}

function toEntry(row: AuditEventTable, context: readonly AuditContextTable[]): LogEntry {
  return {
    shard: row.shard,
    seq: row.seq,
    id: row.id,
    time: row.time,
    type: row.type,
    outcome: row.outcome,
    actorRef: row.actor_ref,
    targetRef: row.target_ref,
    channel: row.channel,
    leaf: plainBytes(row.leaf),
    leafHash: row.leaf_hash,
    context: context.map((item) => ({
      documentRef: item.document_ref,
      versionRef: item.version_ref,
      chunkRef: item.chunk_ref,
      isInPrompt: item.is_in_prompt === 1,
      isCited: item.is_cited === 1,
    })),
  };
}
