import type { Migration } from './migration.ts';

/** Since when an answer may be opened by its link; null: by its owner alone. */
export const sharedAnswersMigration: Migration = {
  name: 'shared-answers',
  statements: ({ text }) => [`alter table answer add column shared_at ${text}`],
};
