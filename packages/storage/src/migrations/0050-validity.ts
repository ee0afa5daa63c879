import type { Migration } from './migration.ts';

/** What a version says of the time for which it holds. Versions from before say nothing until they are read again. */
export const validityMigration: Migration = {
  name: 'validity',
  statements: ({ text }) => [`alter table document_version add column validity ${text}`],
};
