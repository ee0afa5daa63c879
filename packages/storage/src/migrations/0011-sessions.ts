import type { Migration } from './migration.ts';

/** How a session began, and when the person last proved to be themselves. Null: when it began. better-auth writes all three. */
export const sessionsMigration: Migration = {
  name: 'sessions',
  statements: ({ text, timestamp, boolean }) => [
    `alter table session add column "method" ${text}`,
    `alter table session add column "confirmedAt" ${timestamp}`,
    `alter table session add column "isMultiFactor" ${boolean}`,
  ],
};
