import { once } from 'node:events';
import { type AuditTrail, csvHeader, csvLine } from '@carrel/audit';
import { routes } from '@carrel/contract';
import type { RecordStore } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle, responseSent } from '../http/bind-route.ts';

const entriesAtOnce = 500;

/** The log as a table, one line an event, as `carrel audit export --format csv` writes it. */
export function createTableHandler({ store, audit }: { readonly store: RecordStore; readonly audit: AuditTrail }): BoundRoute {
  return handle(routes.exportAuditTable, async ({ caller, query, response }) => {
    const shards = await store.read.audit.listShards();
    const rowCount = shards.reduce((sum, { size }) => sum + size, 0);
    await store.transaction((transaction) => audit.record(transaction, caller.actor, { type: 'audit.exported', format: 'csv', rowCount }));
    response.status(200);
    response.setHeader('content-type', 'text/csv; charset=utf-8');
    response.setHeader('content-disposition', 'attachment; filename="carrel-audit-log.csv"');
    const write = async (line: string) => {
      if (response.destroyed) throw new CarrelError('CLIENT_CLOSED');
      if (!response.write(line)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    };
    await write(csvHeader());
    for (const { shard, size } of shards)
      for (let seq = 0; seq < size; seq += entriesAtOnce) {
        const entries = await store.read.audit.listEntries(shard, seq, entriesAtOnce);
        const wanted = entries.filter(({ time }) => (query.from ?? '') <= time && (query.to === undefined || time < query.to));
        await write(wanted.map(csvLine).join(''));
      }
    response.end();
    return responseSent;
  });
}
