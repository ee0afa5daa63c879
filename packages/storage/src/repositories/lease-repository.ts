import type { LeaseRepository } from '@carrel/core';
import { sql } from 'kysely';
import type { SqlContext } from '../sql/sql-context.ts';
import { isOver } from './plausible-time.ts';

/** The row of a name stays for ever, so that its epoch never begins anew. A released lease belongs to nobody (''). */
export function createLeaseRepository({ database, dialectName }: SqlContext): LeaseRepository {
  return {
    async acquire(name, owner, nowMs, leaseMs) {
      const { rows } = await sql<{ epoch: number }>`
        insert into lease (name, owner, epoch, until_ms) values (${name}, ${owner}, 1, ${nowMs + leaseMs})
          on conflict (name) do update set
              owner = excluded.owner,
              epoch = case when lease.owner = excluded.owner then lease.epoch else lease.epoch + 1 end,
              until_ms = excluded.until_ms
            where lease.owner = excluded.owner or ${isOver('lease.until_ms', nowMs)}
          returning epoch`.execute(database);
      const row = rows[0];
      return row ? { name, owner, epoch: row.epoch } : null;
    },

    async isHeld(lease, nowMs) {
      const rows = await database
        .selectFrom('lease')
        .select('name')
        .where('name', '=', lease.name)
        .where('owner', '=', lease.owner)
        .where('epoch', '=', lease.epoch)
        .where('until_ms', '>', nowMs)
        // Until the transaction ends nobody takes it: what is committed was fenced at the moment of the commit.
        .$if(dialectName === 'postgres', (query) => query.forShare())
        .execute();
      return rows.length > 0;
    },

    async release(lease) {
      await database
        .updateTable('lease')
        .set({ owner: '', until_ms: 0 })
        .where('name', '=', lease.name)
        .where('owner', '=', lease.owner)
        .where('epoch', '=', lease.epoch)
        .execute();
    },
  };
}
