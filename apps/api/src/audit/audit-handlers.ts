import { once } from 'node:events';
import type { Access } from '@carrel/access';
import type { AuditTrail, Keyring, SequencerHealth, WitnessRelay } from '@carrel/audit';
import { readRawLog, toExportLine } from '@carrel/audit';
import type { AuditEventView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import type { LogEntry, LogFilter, RecordStore } from '@carrel/core';
import { auditEventIdSchema, CarrelError, documentIdSchema } from '@carrel/core';
import type { Response } from 'express';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle, responseSent } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { createAnswerRecordHandler } from './answer-record-handler.ts';
import { createTableHandler } from './table-handler.ts';
import { createLogHealthHandler } from './log-health-handler.ts';
import { createReceiptHandler } from './receipt-handler.ts';
import { createAuditTreeHandlers } from './tree-handlers.ts';
import { createSightingsHandler } from './sightings-handler.ts';
import { findReadableEntry } from './find-readable-entry.ts';

export interface AuditHandlerDeps {
  readonly store: RecordStore;
  readonly audit: AuditTrail;
  readonly keyring: Keyring;
  readonly access: Pick<Access, 'mayReadAll'>;
  readonly witnesses: WitnessRelay | null;
  readonly readSequencer: () => Promise<SequencerHealth | null>;
}

/** The log as officers see it: ids and codes. Looking at it is on record too. */
export function createAuditHandlers({ store, audit, keyring, access, witnesses, readSequencer }: AuditHandlerDeps): readonly BoundRoute[] {
  return [
    ...createAuditTreeHandlers({ store }),
    createReceiptHandler({ store, keyring, access }),
    createSightingsHandler({ store, audit }),
    createAnswerRecordHandler({ store, audit }),
    createTableHandler({ store, audit }),
    createLogHealthHandler({ store, witnesses, readSequencer }),
    handle(routes.listAuditEvents, async ({ caller, query }) => {
      const { limit, cursor, type, actor, target, documentId, from, to } = query;
      const filter: LogFilter = {
        ...(type !== undefined && { types: type }),
        ...(actor !== undefined && { actorRef: actor }),
        ...(target !== undefined && { targetRef: target }),
        ...(documentId !== undefined && { documentId: idOrNotFound(documentIdSchema, documentId) }),
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
      };
      const found = await store.read.audit.searchEntries(filter, { limit, ...(cursor !== undefined && { cursor }) });
      await store.transaction((transaction) =>
        audit.record(transaction, caller.actor, { type: 'audit.searched', filter: { ...filter }, rowCount: found.items.length }),
      );
      return { items: found.items.map(entryView), nextCursor: found.nextCursor };
    }),

    handle(routes.getAuditEvent, async ({ caller, params }) => {
      return entryView(await findReadableEntry(store.read, caller, idOrNotFound(auditEventIdSchema, params.id)));
    }),

    handle(routes.exportAuditLog, async ({ caller, query, response }) => {
      const rowCount = (await store.read.audit.listShards()).reduce((sum, shard) => sum + shard.size, 0);
      await store.transaction((transaction) =>
        audit.record(transaction, caller.actor, {
          type: 'audit.exported',
          format: query.format === 'raw' ? 'jsonl' : query.format,
          rowCount,
        }),
      );
      response.status(200);
      response.setHeader('content-type', 'application/jsonl; charset=utf-8');
      for await (const item of readRawLog(store.read)) await writeLine(response, JSON.stringify(toExportLine(item)));
      response.end();
      return responseSent;
    }),
  ];
}

/** Waits while the client is slower than the log: at no time is more than a page of it in memory. */
async function writeLine(response: Response, line: string): Promise<void> {
  if (response.destroyed) throw new CarrelError('CLIENT_CLOSED');
  if (response.write(`${line}\n`)) return;
  await Promise.race([once(response, 'drain'), once(response, 'close')]);
}

function entryView({ id, shard, seq, time, type, outcome, actorRef, targetRef, channel, leafHash, leaf }: LogEntry): AuditEventView {
  return { id, shard, seq, time, type, outcome, actorRef, targetRef, channel, leafHash, leaf: Buffer.from(leaf).toString('utf8') };
}
