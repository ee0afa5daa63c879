import type { Migration } from './migration.ts';

/** better-auth's table of second factors, with its own names and types. Secret and recovery codes are encrypted by it. */
export const secondFactorMigration: Migration = {
  name: 'second-factor',
  statements: ({ text, integer, timestamp, boolean, end }) => [
    `alter table "user" add column "twoFactorEnabled" ${boolean}`,
    `create table "twoFactor" (
      "id" ${text} primary key,
      "secret" ${text} not null,
      "backupCodes" ${text} not null,
      "userId" ${text} not null unique references "user" ("id") on delete cascade,
      "verified" ${boolean},
      "failedVerificationCount" ${integer},
      "lockedUntil" ${timestamp}
    ${end}`,
  ],
};
