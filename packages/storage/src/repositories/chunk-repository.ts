import type { Chunk, ChunkRepository } from '@carrel/core';
import type { ChunkTable } from '../sql/schema.ts';
import type { SqlContext } from '../sql/sql-context.ts';
import { inBatches } from './in-batches.ts';
import { fromStoredJson, storedLocation, storedStringsSchema } from './stored-json.ts';

const batchRows = 500;

export function createChunkRepository({ database, atomically }: SqlContext): ChunkRepository {
  return {
    replaceForVersion: (versionId, chunks) =>
      atomically(async (transaction) => {
        await transaction.deleteFrom('chunk').where('version_id', '=', versionId).execute();
        const rows = chunks.map((chunk): ChunkTable => ({
          id: chunk.id,
          version_id: versionId,
          ordinal: chunk.ordinal,
          start_offset: chunk.span.start,
          end_offset: chunk.span.end,
          text: chunk.text,
          text_sha256: chunk.textSha256,
          headings: JSON.stringify(chunk.headings),
          page: chunk.page,
          context: chunk.context,
          location: chunk.location === undefined ? null : JSON.stringify(chunk.location),
        }));
        await inBatches(rows, batchRows, (batch) => transaction.insertInto('chunk').values(batch).execute());
      }),

    async listForVersion(versionId) {
      const rows = await database.selectFrom('chunk').selectAll().where('version_id', '=', versionId).orderBy('ordinal').execute();
      return rows.map(toChunk);
    },

    async listSpans(versionId) {
      const rows = await database
        .selectFrom('chunk')
        .select(['id', 'start_offset', 'end_offset'])
        .where('version_id', '=', versionId)
        .orderBy('ordinal')
        .execute();
      return rows.map((row) => ({ id: row.id, span: { start: row.start_offset, end: row.end_offset } }));
    },
  };
}

function toChunk(row: ChunkTable): Chunk {
  return {
    id: row.id,
    ordinal: row.ordinal,
    span: { start: row.start_offset, end: row.end_offset },
    text: row.text,
    headings: fromStoredJson(storedStringsSchema, row.headings, 'the headings of a chunk'),
    page: row.page,
    context: row.context,
    textSha256: row.text_sha256,
    ...storedLocation(row.location),
  };
}
