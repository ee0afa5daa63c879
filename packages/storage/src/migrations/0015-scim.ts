import type { Migration } from './migration.ts';

/** People and groups that identity providers keep here by SCIM. */
export const scimMigration: Migration = {
  name: 'scim',
  statements: ({ text, end }) => [
    `create table scim_resource (
      kind ${text} not null check (kind in ('user', 'group')),
      local_id ${text} not null,
      provider_id ${text} not null references "user" ("id"),
      external_id ${text},
      user_name ${text},
      user_name_key ${text},
      given_name ${text},
      family_name ${text},
      created_at ${text} not null,
      updated_at ${text} not null,
      deleted_at ${text},
      primary key (kind, local_id)
    ${end}`,
    `create index scim_resource_external on scim_resource (provider_id, kind, external_id)`,
    `create unique index scim_resource_user_name on scim_resource (provider_id, user_name_key) where user_name_key is not null`,
  ],
};
