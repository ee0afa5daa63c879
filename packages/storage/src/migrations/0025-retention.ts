import type { Migration } from './migration.ts';

/** What must be kept, and what is to be erased. Both are ended by a second person. */
export const retentionMigration: Migration = {
  name: 'retention',
  statements: ({ text, end }) => [
    `create table content_hold (
      id ${text} primary key,
      user_id ${text} not null references "user" ("id"),
      reason ${text} not null,
      placed_by ${text} not null references "user" ("id"),
      placed_at ${text} not null,
      release_asked_by ${text} references "user" ("id"),
      release_asked_at ${text},
      release_event_id ${text},
      released_by ${text} references "user" ("id"),
      released_at ${text},
      check (released_by is null or (release_asked_by is not null and released_by <> release_asked_by))
    ${end}`,
    `create index content_hold_open on content_hold (user_id) where released_at is null`,
    `create table erasure_request (
      id ${text} primary key,
      user_id ${text} not null references "user" ("id"),
      reason ${text} not null,
      asked_by ${text} not null references "user" ("id"),
      asked_at ${text} not null,
      event_id ${text} not null unique,
      approved_by ${text} references "user" ("id"),
      executed_at ${text},
      check (approved_by is null or approved_by <> asked_by)
    ${end}`,
  ],
};
