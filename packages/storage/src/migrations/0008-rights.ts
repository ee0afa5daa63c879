import type { Migration } from './migration.ts';

/**
 * Groups inside groups, curators of collections, service users, and what was true at a moment of the past: who was inactive
 * when, which policy a document had, what a policy or group was called that is no more.
 */
export const rightsMigration: Migration = {
  name: 'rights',
  statements: ({ text, integer, end }) => [
    `alter table "user" add column "kind" ${text} not null default 'person' check ("kind" in ('person', 'service'))`,
    // A deleted one gives its name free: `name` becomes the id, and what it was called goes here.
    `alter table policy add column deleted_name ${text}`,
    `alter table policy add column deleted_at ${text}`,
    `alter table user_group add column deleted_name ${text}`,
    `alter table user_group add column deleted_at ${text}`,
    `create table group_nesting (
      group_id ${text} not null references user_group (id),
      outer_id ${text} not null references user_group (id),
      valid_from ${text} not null,
      valid_to ${text},
      primary key (group_id, outer_id, valid_from)
    ${end}`,
    `create unique index group_nesting_open on group_nesting (group_id, outer_id) where valid_to is null`,
    `create index group_nesting_outer on group_nesting (outer_id)`,
    // The closure of the nestings, each row with the time for which it held: the check stays one join at any depth.
    `drop table group_closure`,
    `create table group_closure (
      group_id ${text} not null references user_group (id),
      ancestor_id ${text} not null references user_group (id),
      valid_from ${text} not null,
      valid_to ${text},
      primary key (group_id, ancestor_id, valid_from)
    ${end}`,
    `create unique index group_closure_open on group_closure (group_id, ancestor_id) where valid_to is null`,
    `insert into group_closure (group_id, ancestor_id, valid_from, valid_to) select id, id, created_at, null from user_group`,
    `create table user_inactivity (
      user_id ${text} not null references "user" ("id"),
      valid_from ${text} not null,
      valid_to ${text},
      primary key (user_id, valid_from)
    ${end}`,
    `create table document_policy_history (
      document_id ${text} not null references document (id),
      policy_id ${text} not null references policy (id),
      valid_from ${text} not null,
      valid_to ${text} not null,
      change ${integer} not null,
      primary key (document_id, change)
    ${end}`,
    // Between which policies documents went: rows in the index keep the key that they were written with.
    `create table policy_move (
      from_id ${text} not null references policy (id),
      to_id ${text} not null references policy (id),
      primary key (to_id, from_id)
    ${end}`,
    `create table collection_curator (
      collection_id ${text} not null references collection (id),
      principal_kind ${text} not null check (principal_kind in ('user', 'group', 'everyone')),
      principal_id ${text} not null,
      valid_from ${text} not null,
      valid_to ${text},
      primary key (collection_id, principal_kind, principal_id, valid_from)
    ${end}`,
    `create index collection_curator_principal on collection_curator (principal_kind, principal_id)`,
  ],
};
