import type { DocumentRepository, UserId } from '@carrel/core';
import { sql } from 'kysely';
import type { SqlContext } from '../sql/sql-context.ts';
import { createDocumentChanges } from './document-changes.ts';
import { createDocumentFacts } from './document-facts.ts';
import { createDocumentDeletion } from './document-deletion.ts';
import { createDocumentLifecycle } from './document-lifecycle.ts';
import { createDocumentOutlines } from './document-outlines.ts';
import { createDocumentLists } from './document-lists.ts';
import { createDocumentMove } from './document-move.ts';
import { createDocumentPlaces } from './document-places.ts';
import { createDocumentPolicy } from './document-policy.ts';
import { selectDocumentRows, toDocument, toDocumentWithVersion } from './document-rows.ts';
import { visiblePolicyIds } from './visible-policies.ts';

export function createDocumentRepository(context: SqlContext): DocumentRepository {
  const { database, dialectName } = context;

  const readable = (audience: readonly UserId[], at: string) =>
    selectDocumentRows(database)
      .where('d.deleted_at', 'is', null)
      .where(sql<boolean>`d.policy_id in (${visiblePolicyIds({ dialectName, audience, at })})`);

  return {
    ...createDocumentDeletion(context),
    ...createDocumentLifecycle(context),
    ...createDocumentChanges(context),
    ...createDocumentPolicy(context),
    ...createDocumentFacts(context),
    ...createDocumentMove(context),
    ...createDocumentOutlines(context),
    ...createDocumentPlaces(context),
    ...createDocumentLists(context),

    async find(id) {
      const row = await database.selectFrom('document').selectAll().where('id', '=', id).where('deleted_at', 'is', null).executeTakeFirst();
      return row ? toDocument(row) : null;
    },

    async findReadable(id, audience, at) {
      const row = await readable(audience, at).where('d.id', '=', id).executeTakeFirst();
      return row ? toDocumentWithVersion(row) : null;
    },
  };
}
