import { CarrelError, type EmbeddingCacheRepository } from '@carrel/core';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../sql/schema.ts';
import type { SqlContext } from '../sql/sql-context.ts';
import { inBatches } from './in-batches.ts';
import { jsonStrings } from './json-rows.ts';
import { bytesOfVector, vectorOfBytes } from './plain-bytes.ts';

const batchRows = 500;

export function createEmbeddingCacheRepository({ database, dialectName, atomically }: SqlContext): EmbeddingCacheRepository {
  return {
    async find(modelId, textSha256) {
      const found = new Map<string, Float32Array>();
      await inBatches(textSha256, batchRows, async (batch) => {
        const rows = await database
          .selectFrom('embedding_cache as e')
          .innerJoin('embedding_model as m', 'm.id', 'e.model')
          .select(['e.text_sha256', 'e.vector'])
          .where('m.model_id', '=', modelId)
          .where(sql<boolean>`e.text_sha256 in (${jsonStrings(dialectName, batch)})`)
          .execute();
        for (const row of rows) found.set(row.text_sha256, vectorOfBytes(row.vector));
      });
      return found;
    },

    async put(modelId, entries) {
      if (entries.length === 0) return;
      const model = await modelNumber(database, modelId);
      // One statement has one row for a key at most; the same text has the same vector.
      const distinct = [...new Map(entries.map((entry) => [entry.textSha256, entry])).values()];
      await atomically((transaction) =>
        inBatches(distinct, batchRows, (batch) =>
          transaction
            .insertInto('embedding_cache')
            .values(batch.map((entry) => ({ model, text_sha256: entry.textSha256, vector: bytesOfVector(entry.vector) })))
            .onConflict((conflict) => conflict.columns(['model', 'text_sha256']).doNothing())
            .execute(),
        ),
      );
    },
  };
}

/** Models are named by long texts; the cache has a row for every chunk, and keeps a number. */
async function modelNumber(database: Kysely<Schema>, modelId: string): Promise<number> {
  const find = () => database.selectFrom('embedding_model').select('id').where('model_id', '=', modelId).executeTakeFirst();
  const known = await find();
  if (known) return known.id;
  await database
    .insertInto('embedding_model')
    .values({ model_id: modelId })
    .onConflict((conflict) => conflict.column('model_id').doNothing())
    .execute();
  const inserted = await find();
  if (!inserted) throw new CarrelError('INTERNAL', { message: 'the number of an embedding model was not found after it was inserted' });
  return inserted.id;
}
