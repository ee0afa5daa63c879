import type { Migration } from './migration.ts';

/** Watched folders and whatever else documents are followed from. */
export const sourcesMigration: Migration = {
  name: 'sources',
  statements: ({ text, integer, bigint, end }) => [
    `create table source (
      id ${text} primary key,
      kind ${text} not null,
      name ${text} not null,
      location ${text} not null,
      collection_id ${text} not null references collection (id),
      policy_id ${text} references policy (id),
      ignore_patterns ${text} not null,
      is_paused ${integer} not null default 0,
      created_by ${text} not null references "user" ("id"),
      created_at ${text} not null,
      deleted_at ${text},
      identity ${text},
      is_deletion_confirmed ${integer} not null default 0,
      last_run ${text},
      next_run_ms ${bigint} not null default 0
    ${end}`,
    `create unique index source_name on source (name) where deleted_at is null`,
    `create table source_entry (
      source_id ${text} not null references source (id),
      path ${text} not null,
      stamp ${text} not null,
      volume ${text} not null,
      sha256 ${text},
      document_id ${text} references document (id),
      refusal ${text},
      primary key (source_id, path)
    ${end}`,
    `create index source_entry_document on source_entry (document_id)`,
  ],
};
