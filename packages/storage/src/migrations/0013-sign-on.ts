import type { Migration } from './migration.ts';

/** Sign-ins at an identity provider that have begun. Each row is taken once; who is linked to whom is in better-auth's `account`. */
export const signOnMigration: Migration = {
  name: 'sign-on',
  statements: ({ text, end }) => [
    `create table sign_on_flow (
      state_sha256 ${text} primary key,
      browser_sha256 ${text} not null,
      provider ${text} not null,
      nonce ${text} not null,
      code_verifier ${text} not null,
      next_path ${text} not null,
      link_user_id ${text} references "user" ("id"),
      expires_at ${text} not null
    ${end}`,
    `create index sign_on_flow_expiry on sign_on_flow (expires_at)`,
  ],
};
