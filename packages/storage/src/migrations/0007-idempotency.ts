import type { Migration } from './migration.ts';

/** Results of requests under a key of the client's own, kept for a day. */
export const idempotencyMigration: Migration = {
  name: 'idempotency',
  statements: ({ text, end }) => [
    `create table idempotency (
      user_id ${text} not null references "user" ("id"),
      key ${text} not null,
      result ${text} not null,
      expires_at ${text} not null,
      primary key (user_id, key)
    ${end}`,
    `create index idempotency_expiry on idempotency (expires_at)`,
  ],
};
