import { versionStates } from '@carrel/core';
import { documentChangeTriggers } from './document-change-triggers.ts';
import type { Migration } from './migration.ts';

/** Collections, documents, versions. */
export const documentsMigration: Migration = {
  name: 'documents',
  statements: ({ dialectName, text, integer, bigint, end }) => [
    `create table collection (
      id ${text} primary key,
      key ${integer} not null unique,
      name ${text} not null,
      description ${text} not null,
      default_policy_id ${text} not null references policy (id),
      created_at ${text} not null,
      deleted_at ${text}
    ${end}`,
    `create unique index collection_name on collection (name) where deleted_at is null`,
    `create table document (
      id ${text} primary key,
      collection_id ${text} not null references collection (id),
      policy_id ${text} not null references policy (id),
      path ${text} not null,
      title ${text} not null,
      search_text ${text} not null,
      active_version_id ${text},
      newest_version_id ${text},
      created_at ${text} not null,
      updated_at ${text} not null,
      deleted_at ${text},
      change_seq ${bigint} not null default 0
    ${end}`,
    `create unique index document_path on document (collection_id, path) where deleted_at is null`,
    `create index document_newest on document (updated_at, id) where deleted_at is null`,
    `create index document_change on document (change_seq)`,
    `create index document_policy on document (policy_id) where deleted_at is null`,
    `create table document_version (
      id ${text} primary key,
      document_id ${text} not null references document (id),
      number ${integer} not null,
      blob_sha256 ${text} not null,
      size_bytes ${bigint} not null,
      media_type ${text} not null,
      file_name ${text} not null,
      state ${text} not null check (state in (${versionStates.map((state) => `'${state}'`).join(', ')})),
      reason_code ${text},
      reason_is_retryable ${integer},
      attempt ${integer} not null default 0,
      parsed_blob_sha256 ${text},
      page_count ${integer},
      chunk_count ${integer},
      char_count ${integer},
      generation ${integer} unique,
      created_at ${text} not null,
      published_at ${text},
      lease_owner ${text},
      lease_epoch ${integer} not null default 0,
      lease_until_ms ${bigint} not null default 0,
      not_before_ms ${bigint} not null default 0,
      progress_stage ${text},
      progress_done ${integer},
      progress_total ${integer},
      unique (document_id, number)
    ${end}`,
    // What is being worked on is a small part of all versions: the sweeper reads this index and nothing else.
    `create index document_version_open on document_version (created_at, id)
      where state in ('received', 'stored', 'parsing', 'chunked', 'embedding', 'indexed')`,
    ...documentChangeTriggers(dialectName),
  ],
};
