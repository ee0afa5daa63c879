import type { Migration } from './migration.ts';

/** Counters, policies, groups and grants. */
export const accessMigration: Migration = {
  name: 'access',
  statements: ({ text, integer, bigint, end }) => [
    `create table counter (
      name ${text} primary key,
      value ${bigint} not null
    ${end}`,
    `insert into counter (name, value) values ('generation', 0), ('policy-key', 0), ('collection-key', 0), ('access-epoch', 0), ('document-change', 0)`,
    `create table policy (
      id ${text} primary key,
      key ${integer} not null unique,
      name ${text} not null unique,
      label ${text} not null check (label in ('public', 'internal', 'confidential', 'restricted')),
      created_at ${text} not null
    ${end}`,
    `create table policy_grant (
      policy_id ${text} not null references policy (id),
      principal_kind ${text} not null check (principal_kind in ('user', 'group', 'everyone')),
      principal_id ${text} not null,
      access_right ${text} not null check (access_right in ('read', 'curate')),
      valid_from ${text} not null,
      valid_to ${text},
      primary key (policy_id, principal_kind, principal_id, access_right, valid_from)
    ${end}`,
    // The check asks for all grants of one principal; the columns behind the two make it read the index alone.
    `create index policy_grant_principal on policy_grant (principal_kind, principal_id, policy_id, valid_from, valid_to)`,
    `create table user_group (
      id ${text} primary key,
      name ${text} not null unique,
      created_at ${text} not null
    ${end}`,
    `create table group_member (
      group_id ${text} not null references user_group (id),
      user_id ${text} not null references "user" ("id"),
      valid_from ${text} not null,
      valid_to ${text},
      primary key (group_id, user_id, valid_from)
    ${end}`,
    `create index group_member_user on group_member (user_id, group_id, valid_from, valid_to)`,
    `create unique index group_member_open on group_member (group_id, user_id) where valid_to is null`,
    `create table group_closure (
      group_id ${text} not null references user_group (id),
      ancestor_id ${text} not null references user_group (id),
      depth ${integer} not null,
      primary key (group_id, ancestor_id)
    ${end}`,
  ],
};
