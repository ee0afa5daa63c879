import type { ContentOwner } from '@carrel/core';
import type { RetentionEvents } from '../events/retention-events.ts';
import { eventBody, type EventBody, type EventDescribers, type LeafParts, type RefOf } from './event-body.ts';

export const retentionDescribers: EventDescribers<keyof RetentionEvents> = {
  'erasure.requested': async (event, refOf) => withReason(event.reason, await aboutErasure(event, refOf)),
  'erasure.approved': async (event, refOf) => eventBody({ parts: { ...(await aboutErasure(event, refOf)), prior: event.requestEventId } }),
  'erasure.executed': async (event, refOf) => {
    const { detail, ...parts } = await aboutErasure(event, refOf);
    return eventBody({ parts: { ...parts, prior: event.approvalEventId, detail: { ...detail, deks: [...event.dekIds] } } });
  },
  'hold.placed': async (event, refOf) => withReason(event.reason, await aboutHold(event, refOf)),
  'hold.release_requested': async (event, refOf) => withReason(event.reason, await aboutHold(event, refOf)),
  'hold.released': async (event, refOf) => eventBody({ parts: { ...(await aboutHold(event, refOf)), prior: event.requestEventId } }),
};

function withReason(reason: string, parts: LeafParts): EventBody {
  return eventBody({
    parts: { ...parts, comment: { s: 'comment' } },
    sealed: [{ field: 'comment', value: reason, owner: { kind: 'actor' } }],
  });
}

async function aboutErasure(event: { readonly requestId: string; readonly owner: ContentOwner }, refOf: RefOf): Promise<LeafParts> {
  return { target: { kind: 'erasure', ref: event.requestId, ver: null }, detail: { subject: await ownerRef(event.owner, refOf) } };
}

async function aboutHold(event: { readonly holdId: string; readonly owner: ContentOwner }, refOf: RefOf): Promise<LeafParts> {
  return { target: { kind: 'hold', ref: event.holdId, ver: null }, detail: { subject: await ownerRef(event.owner, refOf) } };
}

async function ownerRef(owner: ContentOwner, refOf: RefOf): Promise<{ kind: 'user' | 'document'; ref: string }> {
  return owner.kind === 'user' ? { kind: 'user', ref: await refOf(owner.userId) } : { kind: 'document', ref: owner.documentId };
}
