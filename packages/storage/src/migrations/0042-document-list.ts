import type { Migration } from './migration.ts';

/** Lists of documents of any length: what decides whether a document is listed stands in the index that it is found by. */
export const documentListMigration: Migration = {
  name: 'document-list',
  statements: () => [
    `drop index document_newest`,
    `create index document_newest on document (updated_at, id, policy_id, newest_version_id, collection_id) where deleted_at is null`,
    // All but a few versions are published: the others are counted, and these are the rest.
    `create index document_version_unpublished on document_version (document_id, id, state) where state <> 'published'`,
  ],
};
