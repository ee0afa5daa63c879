import type { Migration } from './migration.ts';

/**
 * A name is taken among what has the same policy, and no further: whoever may not read by a policy could otherwise learn, by
 * trying, what documents and collections of it are called.
 */
export const namesByPolicyMigration: Migration = {
  name: 'names-by-policy',
  statements: () => [
    'drop index document_path',
    'create unique index document_path on document (collection_id, path, policy_id) where deleted_at is null',
    'drop index collection_name',
    'create unique index collection_name on collection (name, default_policy_id) where deleted_at is null',
  ],
};
