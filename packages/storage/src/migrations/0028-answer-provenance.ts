import type { Migration } from './migration.ts';

/** How an answer came about. Answers from before have none. */
export const answerProvenanceMigration: Migration = {
  name: 'answer-provenance',
  statements: ({ text }) => [`alter table answer add column provenance ${text}`],
};
