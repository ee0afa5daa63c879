import type { CollectionId, PolicyId, ReadingReason, RightsRepository, UserId } from '@carrel/core';
import { sql } from 'kysely';
import { z } from 'zod';
import type { SqlContext } from '../sql/sql-context.ts';
import { heldGrants, isOneOf, wasActive } from './held-grants.ts';
import { decodeCursor, pageOf } from './keyset-cursor.ts';
import { policyOf, type PolicyRow } from './policy-row.ts';
import { findReasons } from './reading-reasons.ts';

const cursorSchema = z.tuple([z.string(), z.string()]);
const anybody = isOneOf(null);

/** The policy that document `d` had at `at`: one of its past ones, else the one of now. */
const policyThen = (at: string) =>
  sql<PolicyId>`coalesce(
    (select h.policy_id from document_policy_history h where h.document_id = d.id and h.valid_from <= ${at} and h.valid_to > ${at}),
    d.policy_id
  )`;
const wasThere = (at: string) => sql<boolean>`d.created_at <= ${at} and (d.deleted_at is null or d.deleted_at > ${at})`;

const policyColumns = sql`p.id, p.key, coalesce(p.deleted_name, p.name) as name, p.label, p.is_strict`;

export function createReaderStatements({
  database,
  dialectName,
}: SqlContext): Pick<RightsRepository, 'policyOfDocument' | 'readersOf' | 'readingsOf'> {
  return {
    async policyOfDocument(id, at) {
      const { rows } = await sql<PolicyRow & { collection_id: CollectionId }>`
        select ${policyColumns}, d.collection_id from document d join policy p on p.id = ${policyThen(at)}
          where d.id = ${id} and ${wasThere(at)}`.execute(database);
      const [row] = rows;
      return row === undefined ? null : { policy: policyOf(row), collectionId: row.collection_id };
    },

    async readersOf(policyId, { limit, cursor }, at) {
      const after = cursor === undefined ? undefined : decodeCursor(cursor, cursorSchema);
      const isThis = sql<boolean>`g.policy_id = ${policyId}`;
      const { rows } = await sql<{ id: UserId; name: string; email: string }>`
        select u.id, u.name, u.email from "user" u
          where ${wasActive(dialectName, at)} and (
            exists (select 1 ${heldGrants.everyone(at)} and ${isThis})
            or u.id in (select g.principal_id ${heldGrants.direct(anybody, at)} and ${isThis})
            or u.id in (select m.user_id ${heldGrants.byGroup(anybody, at)} and ${isThis})
          ) and ${after === undefined ? sql<boolean>`1 = 1` : sql<boolean>`(u.name, u.id) > (${after[0]}, ${after[1]})`}
          order by u.name, u.id limit ${limit + 1}`.execute(database);
      const reasons = await findReasons(database, { readers: rows.map((row) => row.id), at, policyId });
      const reasonsOf = (userId: UserId): readonly ReadingReason[] =>
        reasons.filter((one) => one.userId === null || one.userId === userId).map((one) => one.reason);
      return pageOf(rows, limit, {
        item: ({ id, name, email }) => ({ userId: id, name, email, reasons: reasonsOf(id) }),
        cursor: (row) => [row.name, row.id],
      });
    },

    async readingsOf(userId, at) {
      const active = await sql`select 1 from "user" u where u.id = ${userId} and ${wasActive(dialectName, at)}`.execute(database);
      if (active.rows.length === 0) return [];
      const reasons = await findReasons(database, { readers: [userId], at });
      const ids = [...new Set(reasons.map((one) => one.policyId))];
      if (ids.length === 0) return [];
      const { rows } = await sql<PolicyRow & { document_count: number }>`
        with had (policy_id, document_count) as (
          select ${policyThen(at)}, count(*) from document d where ${wasThere(at)} group by 1
        )
        select ${policyColumns}, coalesce(had.document_count, 0) as document_count from policy p left join had on had.policy_id = p.id
          where p.id in (${sql.join(ids)}) order by 3, p.id`.execute(database);
      return rows.map((row) => ({
        policy: policyOf(row),
        documentCount: row.document_count,
        reasons: reasons.filter((one) => one.policyId === row.id).map((one) => one.reason),
      }));
    },
  };
}
