import type { DocumentId } from '@carrel/core';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../sql/schema.ts';
import { forgetEmbeddings } from './forget-embeddings.ts';
import { inBatches } from './in-batches.ts';
import { noteStaleGenerations } from './stale-generations.ts';

const batchRows = 200;

/**
 * Removes what a document is: its versions with their passages and cached vectors, its name and place, and what answers took from
 * it. The row of the document stays, without a name: rights of the past and events refer to its id.
 */
export async function eraseDocument(transaction: Kysely<Schema>, id: DocumentId, at: string): Promise<void> {
  const versions = await transaction
    .selectFrom('document_version')
    .select(['id', 'blob_sha256', 'parsed_blob_sha256', 'generation'])
    .where('document_id', '=', id)
    .execute();
  await forgetEmbeddings(transaction, id);
  await sql`delete from chunk where version_id in (select id from document_version where document_id = ${id})`.execute(transaction);
  await sql`delete from index_request where version_id in (select id from document_version where document_id = ${id})`.execute(transaction);
  await transaction.deleteFrom('document_version').where('document_id', '=', id).execute();
  await noteStaleGenerations(transaction, [...new Set(versions.flatMap(({ generation }) => (generation === null ? [] : [generation])))]);
  const blobs = new Set(versions.flatMap((one) => [one.blob_sha256, one.parsed_blob_sha256]).filter((sha256) => sha256 !== null));
  await inBatches([...blobs], batchRows, (batch) =>
    transaction
      .insertInto('blob_removal')
      .values(batch.map((sha256) => ({ sha256 })))
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
  await withholdAnswers(transaction, id);
  await transaction.deleteFrom('idempotency').where('result', 'like', `%${id}%`).execute();
  await transaction
    .updateTable('document')
    .set({
      title: 'Erased document',
      path: id,
      search_text: '',
      active_version_id: null,
      newest_version_id: null,
      updated_at: at,
      deleted_at: sql<string>`coalesce(deleted_at, ${at})`,
    })
    .where('id', '=', id)
    .execute();
  // Why it was to be erased may tell what was in it.
  await transaction.updateTable('erasure_request').set({ reason: '' }).where('document_id', '=', id).execute();
  await transaction.updateTable('content_hold').set({ reason: '' }).where('document_id', '=', id).execute();
}

/** Stands where the digest of an erased passage stood. */
const erasedTextSha256 = '0'.repeat(64);

/** Whether a document that the answer rests on was erased. @param passages JSON, as the answer has it. */
export function restsOnErased(passages: string): boolean {
  return passages.includes(`"${erasedTextSha256}"`);
}

/** Whose answers had passages of the document before the model. */
export async function answersWith(transaction: Kysely<Schema>, id: DocumentId) {
  return transaction.selectFrom('answer').select(['id', 'owner_id', 'passages']).where('passages', 'like', `%"${id}"%`).execute();
}

/** Nobody may read all the sources of these answers any more, so they are withheld for ever; their words go. */
async function withholdAnswers(transaction: Kysely<Schema>, id: DocumentId): Promise<void> {
  for (const answer of await answersWith(transaction, id)) {
    const passages: unknown = JSON.parse(answer.passages);
    const rest = Array.isArray(passages) ? passages.map((passage: unknown) => withoutWords(passage, id)) : [];
    await transaction
      .updateTable('answer')
      .set({
        passages: JSON.stringify(rest),
        text: sql<string | null>`case when text is null then null else '' end`,
        citations: sql<string | null>`case when citations is null then null else '[]' end`,
      })
      .where('id', '=', answer.id)
      .execute();
  }
}

function withoutWords(passage: unknown, id: DocumentId): unknown {
  if (typeof passage !== 'object' || passage === null || !('documentId' in passage) || passage.documentId !== id) return passage;
  const { location: _location, validity: _validity, ...rest } = { location: null, validity: null, ...passage };
  return { ...rest, title: '', path: '', headings: [], text: '', span: { start: 0, end: 0 }, textSha256: erasedTextSha256 };
}
