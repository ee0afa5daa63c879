import type { Migration } from './migration.ts';

/** What was done to keep the index well, and generations whose rows are to be removed from it. */
export const indexCareMigration: Migration = {
  name: 'index-care',
  statements: ({ text, integer, identity, end }) => [
    `create table index_run (
      id ${identity},
      kind ${text} not null,
      state ${text} not null,
      index_id ${text} not null,
      is_repairing ${integer} not null,
      requested_at ${text},
      began_at ${text},
      ended_at ${text},
      reason_code ${text},
      detail ${text} not null
    ${end}`,
    `create index index_run_kind on index_run (kind, id)`,
    `create index index_run_open on index_run (id) where state in ('requested', 'running')`,
    `create table stale_generation (
      generation ${integer} primary key
    ${end}`,
  ],
};
