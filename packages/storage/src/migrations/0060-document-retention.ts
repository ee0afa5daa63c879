import type { Migration } from './migration.ts';

const one = 'check ((user_id is null) <> (document_id is null))';

/** Holds and erasures of documents beside those of people, and files that are to be removed for good. */
export const documentRetentionMigration: Migration = {
  name: 'document-retention',
  statements: ({ text, end }) => [
    `create table content_hold_next (
      id ${text} primary key,
      user_id ${text} references "user" ("id"),
      document_id ${text} references document (id),
      reason ${text} not null,
      placed_by ${text} not null references "user" ("id"),
      placed_at ${text} not null,
      release_asked_by ${text} references "user" ("id"),
      release_asked_at ${text},
      release_event_id ${text},
      released_by ${text} references "user" ("id"),
      released_at ${text},
      check (released_by is null or (release_asked_by is not null and released_by <> release_asked_by)),
      ${one}
    ${end}`,
    `insert into content_hold_next
      select id, user_id, null, reason, placed_by, placed_at, release_asked_by, release_asked_at, release_event_id, released_by, released_at
        from content_hold`,
    `drop table content_hold`,
    `alter table content_hold_next rename to content_hold`,
    `create index content_hold_open on content_hold (user_id, document_id) where released_at is null`,
    `create table erasure_request_next (
      id ${text} primary key,
      user_id ${text} references "user" ("id"),
      document_id ${text} references document (id),
      reason ${text} not null,
      asked_by ${text} not null references "user" ("id"),
      asked_at ${text} not null,
      event_id ${text} not null unique,
      approved_by ${text} references "user" ("id"),
      executed_at ${text},
      check (approved_by is null or approved_by <> asked_by),
      ${one}
    ${end}`,
    `insert into erasure_request_next
      select id, user_id, null, reason, asked_by, asked_at, event_id, approved_by, executed_at from erasure_request`,
    `drop table erasure_request`,
    `alter table erasure_request_next rename to erasure_request`,
    // Told in the transaction that gives them up, done after it: a crash in between leaves no file behind.
    `create table blob_removal (sha256 ${text} primary key ${end}`,
  ],
};
