import type { Migration } from './migration.ts';

/** Indexes, one an embedding model. The first one is entered by the writer of the index when it first opens it. */
export const embeddingIndexesMigration: Migration = {
  name: 'embedding-indexes',
  statements: ({ text, integer, end }) => [
    `create table embedding_index (
      id ${text} primary key,
      folder ${text} not null,
      setting ${text} not null,
      model_name ${text},
      embedding_id ${text},
      dimensions ${integer},
      state ${text} not null,
      end_reason ${text},
      is_automatic ${integer} not null,
      done_versions ${integer} not null,
      total_versions ${integer} not null,
      gate ${text},
      golden ${text},
      problem ${text},
      created_by ${text},
      created_at ${text} not null,
      switched_at ${text},
      kept_until ${text}
    ${end}`,
  ],
};
