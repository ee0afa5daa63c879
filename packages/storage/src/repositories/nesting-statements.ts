import type { AccessRepository } from '@carrel/core';
import { sql } from 'kysely';
import type { SqlContext } from '../sql/sql-context.ts';
import { nextNumber } from './counters.ts';
import { renewGroupClosure } from './group-closure.ts';

/** Groups inside groups. Each change counts the epoch up first: two that would make a circle together come one after the other. */
export function createNestingStatements({ atomically }: SqlContext): Pick<AccessRepository, 'nestGroup' | 'unnestGroup'> {
  return {
    nestGroup: (innerId, outerId, at) =>
      atomically(async (transaction) => {
        await nextNumber(transaction, 'access-epoch');
        const above = await transaction
          .selectFrom('group_closure')
          .select('group_id')
          .where('group_id', '=', outerId)
          .where('ancestor_id', '=', innerId)
          .where('valid_to', 'is', null)
          .executeTakeFirst();
        if (innerId === outerId || above !== undefined) return 'cycle';
        const { rows } = await sql`
          insert into group_nesting (group_id, outer_id, valid_from, valid_to)
            select ${innerId}, ${outerId}, ${at}, null
              where not exists (select 1 from group_nesting where group_id = ${innerId} and outer_id = ${outerId} and valid_to is null)
            on conflict (group_id, outer_id, valid_from) do update set valid_to = null
            returning group_id`.execute(transaction);
        if (rows.length === 0) return 'unchanged';
        await renewGroupClosure(transaction, at);
        return 'nested';
      }),

    unnestGroup: (innerId, outerId, at) =>
      atomically(async (transaction) => {
        await nextNumber(transaction, 'access-epoch');
        const { numUpdatedRows } = await transaction
          .updateTable('group_nesting')
          .set(({ eb, ref }) => ({ valid_to: eb.case().when('valid_from', '>', at).then(ref('valid_from')).else(at).end() }))
          .where('group_id', '=', innerId)
          .where('outer_id', '=', outerId)
          .where('valid_to', 'is', null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        await renewGroupClosure(transaction, at);
        return true;
      }),
  };
}
