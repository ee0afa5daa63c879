import type { AuditTreeRepository, StoredCheckpoint, StoredTile } from '@carrel/core';
import { sql } from 'kysely';
import type { AuditCheckpointTable, AuditTileTable } from '../sql/audit-tables.ts';
import type { SqlContext } from '../sql/sql-context.ts';
import { inBatches } from './in-batches.ts';
import { plainBytes } from './plain-bytes.ts';

const batchRows = 100;

export function createAuditTreeRepository({ database }: SqlContext): AuditTreeRepository {
  const checkpointsOf = (shard: number) => database.selectFrom('audit_checkpoint').selectAll().where('shard', '=', shard);
  return {
    ...createTileStatements(database),
    ...createCosignatureStatements(database),

    async findCheckpoint(shard) {
      const row = await checkpointsOf(shard).orderBy('size', 'desc').limit(1).executeTakeFirst();
      return row ? toCheckpoint(row) : null;
    },

    async findCheckpointFrom(shard, size) {
      const row = await checkpointsOf(shard).where('size', '>=', size).orderBy('size').limit(1).executeTakeFirst();
      return row ? toCheckpoint(row) : null;
    },

    async listCheckpoints(shard, fromSize, limit) {
      const rows = await checkpointsOf(shard).where('size', '>=', fromSize).orderBy('size').limit(limit).execute();
      return rows.map(toCheckpoint);
    },

    async insertCheckpoint({ shard, size, rootHash, note, createdAt }) {
      await database.insertInto('audit_checkpoint').values({ shard, size, root_hash: rootHash, note, created_at: createdAt }).execute();
    },

    async findVerifierKey(shard) {
      const row = await database.selectFrom('audit_log_key').select('verifier_key').where('shard', '=', shard).executeTakeFirst();
      return row?.verifier_key ?? null;
    },

    async insertVerifierKey(shard, verifierKey) {
      await database.insertInto('audit_log_key').values({ shard, verifier_key: verifierKey }).execute();
    },
  };
}

type CosignatureStatements = Pick<AuditTreeRepository, 'insertCosignature' | 'listCosignatures' | 'listCosignaturesBetween'>;

function createCosignatureStatements(database: SqlContext['database']): CosignatureStatements {
  const cosignaturesOf = (shard: number) =>
    database
      .selectFrom('audit_cosignature')
      .select(['shard', 'size', 'witness', 'line', 'created_at as createdAt'])
      .where('shard', '=', shard);
  return {
    async insertCosignature({ shard, size, witness, line, createdAt }) {
      await database
        .insertInto('audit_cosignature')
        .values({ shard, size, witness, line, created_at: createdAt })
        .onConflict((conflict) => conflict.columns(['shard', 'size', 'witness']).doNothing())
        .execute();
    },
    listCosignatures: (shard, witness, limit) =>
      cosignaturesOf(shard).where('witness', '=', witness).orderBy('size', 'desc').limit(limit).execute(),
    listCosignaturesBetween: (shard, fromSize, toSize) =>
      cosignaturesOf(shard).where('size', '>=', fromSize).where('size', '<=', toSize).orderBy('size').orderBy('witness').execute(),
  };
}

type TileStatements = Pick<AuditTreeRepository, 'listLeaves' | 'findTile' | 'listTiles' | 'saveTiles'>;

function createTileStatements(database: SqlContext['database']): TileStatements {
  return {
    async listLeaves(shard, fromSeq, limit) {
      const rows = await database
        .selectFrom('audit_event')
        .select(['seq', 'leaf', 'leaf_hash'])
        .where('shard', '=', shard)
        .where('seq', '>=', fromSeq)
        .orderBy('seq')
        .limit(limit)
        .execute();
      return rows.map((row) => ({ seq: row.seq, leaf: plainBytes(row.leaf), leafHash: row.leaf_hash }));
    },

    async findTile(shard, level, index) {
      const row = await database
        .selectFrom('audit_tile')
        .selectAll()
        .where('shard', '=', shard)
        .where('level', '=', level)
        .where('tile_index', '=', index)
        .executeTakeFirst();
      return row ? toTile(row) : null;
    },

    async listTiles(shard, after, limit) {
      const rows = await database
        .selectFrom('audit_tile')
        .selectAll()
        .where('shard', '=', shard)
        .$if(after !== null, (query) => query.where(sql<boolean>`(level, tile_index) > (${after?.level}, ${after?.index})`))
        .orderBy('level')
        .orderBy('tile_index')
        .limit(limit)
        .execute();
      return rows.map(toTile);
    },

    async saveTiles(shard, tiles) {
      const rows = tiles.map(({ level, index, data }) => ({ shard, level, tile_index: index, data }));
      await inBatches(rows, batchRows, (batch) =>
        database
          .insertInto('audit_tile')
          .values(batch)
          .onConflict((conflict) =>
            conflict.columns(['shard', 'level', 'tile_index']).doUpdateSet((row) => ({ data: row.ref('excluded.data') })),
          )
          .execute(),
      );
    },
  };
}

function toTile({ level, tile_index: index, data }: AuditTileTable): StoredTile {
  return { level, index, data: plainBytes(data) };
}

function toCheckpoint(row: AuditCheckpointTable): StoredCheckpoint {
  return { shard: row.shard, size: row.size, rootHash: row.root_hash, note: row.note, createdAt: row.created_at };
}
