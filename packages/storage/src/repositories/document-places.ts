import type { DocumentRepository } from '@carrel/core';
import { sql } from 'kysely';
import type { SqlContext } from '../sql/sql-context.ts';
import { toDocument } from './document-rows.ts';
import { visiblePolicyIds } from './visible-policies.ts';

/** What lies at a place. Of each policy there is one document at most, and of each only its readers know. */
export function createDocumentPlaces({ database, dialectName }: SqlContext): Pick<DocumentRepository, 'findByPath' | 'listReadableAt'> {
  const at = ({ collectionId, path }: Parameters<DocumentRepository['listReadableAt']>[0]) =>
    database
      .selectFrom('document as d')
      .selectAll()
      .where('d.collection_id', '=', collectionId)
      .where('d.path', '=', path)
      .where('d.deleted_at', 'is', null)
      .orderBy('d.created_at')
      .orderBy('d.id');

  return {
    async findByPath(collectionId, path) {
      const row = await at({ collectionId, path }).executeTakeFirst();
      return row ? toDocument(row) : null;
    },

    async listReadableAt(place, audience, moment) {
      const isVisible = sql<boolean>`d.policy_id in (${visiblePolicyIds({ dialectName, audience, at: moment })})`;
      return (await at(place).where(isVisible).execute()).map(toDocument);
    },
  };
}
