import { createHash } from 'node:crypto';
import { type DocumentId, embeddedText } from '@carrel/core';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../sql/schema.ts';
import { inBatches } from './in-batches.ts';

const batchRows = 200;

/**
 * Removes the cached vectors of a document's passages, of every model. Another document with the same passage gets its vector
 * again when its index is made anew.
 */
export async function forgetEmbeddings(transaction: Kysely<Schema>, id: DocumentId): Promise<void> {
  const chunks = await transaction
    .selectFrom('chunk as c')
    .innerJoin('document_version as v', 'v.id', 'c.version_id')
    .select(['c.context', 'c.text'])
    .where('v.document_id', '=', id)
    .execute();
  const hashes = new Set(chunks.map((chunk) => createHash('sha256').update(embeddedText(chunk), 'utf8').digest('hex')));
  await inBatches([...hashes], batchRows, (batch) =>
    // By the key of the table, model and text: the cache has a row for every passage that there ever was.
    sql`delete from embedding_cache where model in (select id from embedding_model) and text_sha256 in (${sql.join(batch)})`.execute(
      transaction,
    ),
  );
}
