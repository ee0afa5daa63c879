import type { Migration } from './migration.ts';

/** Between which collections documents went: rows in the index keep the key that they were written with. */
export const documentMovesMigration: Migration = {
  name: 'document-moves',
  statements: ({ text, end }) => [
    `create table collection_move (
      from_id ${text} not null references collection (id),
      to_id ${text} not null references collection (id),
      primary key (to_id, from_id)
    ${end}`,
  ],
};
