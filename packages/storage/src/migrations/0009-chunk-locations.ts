import type { Migration } from './migration.ts';

/** Where chunks stand in formats that count slides or rows instead of pages. Chunks from before have none. */
export const chunkLocationsMigration: Migration = {
  name: 'chunk-locations',
  statements: ({ text }) => [`alter table chunk add column location ${text}`],
};
