import type { Migration } from './migration.ts';

/** The pieces of versions, and the vectors of their texts by model. */
export const chunksMigration: Migration = {
  name: 'chunks',
  statements: ({ text, integer, bytes, identity, end }) => [
    `create table chunk (
      id ${text} primary key,
      version_id ${text} not null references document_version (id),
      ordinal ${integer} not null,
      start_offset ${integer} not null,
      end_offset ${integer} not null,
      text ${text} not null,
      text_sha256 ${text} not null,
      headings ${text} not null,
      page ${integer},
      context ${text} not null,
      unique (version_id, ordinal)
    ${end}`,
    `create table embedding_model (
      id ${identity},
      model_id ${text} not null unique
    ${end}`,
    `create table embedding_cache (
      model ${integer} not null,
      text_sha256 ${text} not null,
      vector ${bytes} not null,
      primary key (model, text_sha256)
    ${end}`,
  ],
};
