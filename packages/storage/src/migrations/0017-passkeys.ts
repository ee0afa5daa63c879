import type { Migration } from './migration.ts';

/** Keys on people's devices, the values that devices are asked to sign, and when somebody last came in. */
export const passkeysMigration: Migration = {
  name: 'passkeys',
  statements: ({ text, integer, end }) => [
    `alter table "user" add column "lastSignInAt" ${text}`,
    `create table passkey (
      id ${text} primary key,
      user_id ${text} not null references "user" ("id"),
      name ${text} not null,
      public_key ${text} not null,
      counter ${integer} not null,
      transports ${text} not null,
      created_at ${text} not null,
      last_used_at ${text}
    ${end}`,
    `create index passkey_user on passkey (user_id, created_at)`,
    // Each row is taken once. `browser_sha256` binds it to the browser that it was given to.
    `create table passkey_challenge (
      challenge_sha256 ${text} primary key,
      browser_sha256 ${text} not null,
      user_id ${text} references "user" ("id"),
      expires_at ${text} not null
    ${end}`,
    `create index passkey_challenge_expiry on passkey_challenge (expires_at)`,
  ],
};
