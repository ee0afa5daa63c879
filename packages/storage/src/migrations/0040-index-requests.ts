import type { Migration } from './migration.ts';

/** What workers ask of the one that writes the index. Rows live as long as an attempt waits for them. */
export const indexRequestsMigration: Migration = {
  name: 'index-requests',
  statements: ({ text, integer, end }) => [
    `create table index_request (
      version_id ${text} primary key references document_version (id) on delete cascade,
      generation ${integer} not null,
      language ${text},
      outcome ${text}
    ${end}`,
  ],
};
