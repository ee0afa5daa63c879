import type { Migration } from './migration.ts';

/** People, sessions, keys, roles. The first four tables are better-auth 1.7's core schema, with its own names and types. */
export const identityMigration: Migration = {
  name: 'identity',
  statements: ({ text, integer, timestamp, boolean, end }) => [
    `create table "user" (
      "id" ${text} primary key,
      "name" ${text} not null,
      "email" ${text} not null unique,
      "emailVerified" ${boolean} not null,
      "image" ${text},
      "createdAt" ${timestamp} not null,
      "updatedAt" ${timestamp} not null,
      "isActive" ${integer} not null default 1 check ("isActive" in (0, 1))
    ${end}`,
    `create table session (
      "id" ${text} primary key,
      "expiresAt" ${timestamp} not null,
      "token" ${text} not null unique,
      "createdAt" ${timestamp} not null,
      "updatedAt" ${timestamp} not null,
      "ipAddress" ${text},
      "userAgent" ${text},
      "userId" ${text} not null references "user" ("id") on delete cascade
    ${end}`,
    `create index session_by_user on session ("userId")`,
    `create table account (
      "id" ${text} primary key,
      "accountId" ${text} not null,
      "providerId" ${text} not null,
      "userId" ${text} not null references "user" ("id") on delete cascade,
      "accessToken" ${text},
      "refreshToken" ${text},
      "idToken" ${text},
      "accessTokenExpiresAt" ${timestamp},
      "refreshTokenExpiresAt" ${timestamp},
      "scope" ${text},
      "password" ${text},
      "createdAt" ${timestamp} not null,
      "updatedAt" ${timestamp} not null
    ${end}`,
    `create index account_by_user on account ("userId")`,
    `create unique index account_provider on account ("providerId", "accountId")`,
    `create table verification (
      "id" ${text} primary key,
      "identifier" ${text} not null,
      "value" ${text} not null,
      "expiresAt" ${timestamp} not null,
      "createdAt" ${timestamp} not null,
      "updatedAt" ${timestamp} not null
    ${end}`,
    `create index verification_identifier on verification ("identifier")`,
    `create table role_grant (
      user_id ${text} not null references "user" ("id"),
      role ${text} not null,
      valid_from ${text} not null,
      valid_to ${text}
    ${end}`,
    `create unique index role_grant_open on role_grant (user_id, role) where valid_to is null`,
    `create table api_key (
      id ${text} primary key,
      owner_id ${text} not null references "user" ("id"),
      name ${text} not null,
      prefix ${text} not null,
      key_sha256 ${text} not null unique,
      scopes ${text} not null,
      created_at ${text} not null,
      expires_at ${text},
      revoked_at ${text},
      last_used_at ${text}
    ${end}`,
    `create index api_key_owner on api_key (owner_id, created_at)`,
    `create table sign_in_link (
      token_sha256 ${text} primary key,
      user_id ${text} not null references "user" ("id"),
      expires_at ${text} not null
    ${end}`,
    `create table data_owner (
      id ${integer} primary key check (id = 1),
      user_id ${text} not null references "user" ("id")
    ${end}`,
  ],
};
