import type { Migration } from './migration.ts';

const isOpen = `state in ('received', 'stored', 'parsing', 'chunked', 'embedding', 'indexed')`;

/** A fair order of work, and what questions cost while it is done. */
export const queuePlacesMigration: Migration = {
  name: 'queue-places',
  statements: ({ text, bigint, end }) => [
    `alter table document_version add column queue_flow ${text} not null default ''`,
    ...['queue_order', 'queue_start', 'queue_finish'].map(
      (column) => `alter table document_version add column ${column} ${bigint} not null default 0`,
    ),
    `drop index document_version_open`,
    `create index document_version_open on document_version (queue_order, created_at, id) where ${isOpen}`,
    `create index document_version_start on document_version (queue_start) where ${isOpen}`,
    `create index document_version_flow on document_version (queue_flow, queue_finish) where ${isOpen}`,
    `create index document_version_held on document_version (queue_start) where lease_owner is not null`,
    `create table load_signal (
      name ${text} primary key,
      value ${bigint} not null,
      baseline ${bigint} not null,
      at_ms ${bigint} not null
    ${end}`,
  ],
};
