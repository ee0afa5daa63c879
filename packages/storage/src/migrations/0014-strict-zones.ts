import type { Migration } from './migration.ts';

/** Policies whose documents lie in an index table of their own, and a count of the changes after which rows have to move. */
export const strictZonesMigration: Migration = {
  name: 'strict-zones',
  statements: ({ integer }) => [
    `alter table policy add column is_strict ${integer} not null default 0 check (is_strict in (0, 1))`,
    `insert into counter (name, value) values ('zone-epoch', 0)`,
  ],
};
