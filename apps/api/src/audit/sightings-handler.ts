import { leafSchema, type AuditTrail } from '@carrel/audit';
import type { SightingView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import type { LogEntry, RecordStore } from '@carrel/core';
import { documentIdSchema, versionIdSchema } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';

/** Every answer begins with the first of them, with all that it was given; the second says what was quoted. */
const answerTypes = ['question.accepted', 'answer.completed'];

/**
 * Who has seen a document: by pseudonym, and by its id, so that it works for one that is deleted, too. Looking is on record.
 */
export function createSightingsHandler({ store, audit }: { readonly store: RecordStore; readonly audit: AuditTrail }): BoundRoute {
  return handle(routes.listSightings, async ({ caller, params, query }) => {
    const { limit, cursor, versionId, of, from, to } = query;
    const documentRef = idOrNotFound(documentIdSchema, params.id);
    const filter = {
      documentRef,
      ...(versionId !== undefined && { versionRef: idOrNotFound(versionIdSchema, versionId) }),
      ...(of === 'answers' && { types: answerTypes }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    };
    const found = await store.read.audit.listSightings(filter, { limit, ...(cursor !== undefined && { cursor }) });
    const items = found.items
      .map((entry) => sightingView(entry, documentRef))
      // What was opened says its version in the leaf alone.
      .filter(({ versionIds }) => versionId === undefined || versionIds.includes(versionId));
    await store.transaction((transaction) =>
      audit.record(transaction, caller.actor, { type: 'audit.searched', filter, rowCount: items.length }),
    );
    return { items, nextCursor: found.nextCursor };
  });
}

function sightingView(entry: LogEntry, documentRef: string): SightingView {
  const { id, shard, seq, time, type, outcome, actorRef, targetRef, channel } = entry;
  const passages = entry.context.filter((item) => item.documentRef === documentRef);
  const { target, detail } = leafSchema.parse(JSON.parse(Buffer.from(entry.leaf).toString('utf8')));
  const opened = target?.kind === 'document' && target.ver !== null ? [target.ver] : [];
  return {
    eventId: id,
    shard,
    seq,
    time,
    type,
    outcome,
    actorRef,
    audienceRefs: detail?.audience ?? [],
    channel,
    answerId: target?.kind === 'answer' ? targetRef : null,
    versionIds: [...new Set([...passages.map(({ versionRef }) => versionRef), ...opened])],
    passageCount: passages.length,
    isInPrompt: passages.some((item) => item.isInPrompt),
    isCited: passages.some((item) => item.isCited),
  };
}
