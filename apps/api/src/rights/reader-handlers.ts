import type { Access } from '@carrel/access';
import type { ReadingReasonView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import type { DocumentId, Policy, ReadingReason } from '@carrel/core';
import { CarrelError, documentIdSchema, isoTime, userIdSchema } from '@carrel/core';
import type { Caller } from '../authentication/caller.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { principalText } from './principals.ts';
import { requireCurator } from './require-curator.ts';
import type { RightsDeps } from './rights-deps.ts';

/**
 * Who may read a document and why, and what a person may read and why, at any moment. An admin is told of documents that
 * they cannot read themselves: which policy and which people, never a title or a word of it.
 */
export function createReaderHandlers(deps: Pick<RightsDeps, 'store' | 'clock'> & { readonly access: Access }): readonly BoundRoute[] {
  const { store, clock } = deps;
  return [
    handle(routes.listReaders, async ({ caller, params, query }) => {
      const documentId = idOrNotFound(documentIdSchema, params.id);
      await requireCuratorOf(deps, caller, documentId);
      const at = query.at ?? isoTime(clock);
      const found = await store.read.rights.policyOfDocument(documentId, at);
      if (found === null) throw new CarrelError('NOT_FOUND', { message: 'there was no such document then' });
      const page = { limit: query.limit, ...(query.cursor !== undefined && { cursor: query.cursor }) };
      const { items, nextCursor } = await store.read.rights.readersOf(found.policy.id, page, at);
      const readers = items.map(({ userId, name, email, reasons }) => ({ userId, name, email, reasons: reasons.map(reasonView) }));
      return { at, policy: policyName(found.policy), items: readers, nextCursor };
    }),
    handle(routes.getUserAccess, async ({ params, query }) => {
      const userId = idOrNotFound(userIdSchema, params.id);
      if ((await store.read.identity.findUser(userId)) === null) throw new CarrelError('NOT_FOUND');
      const at = query.at ?? isoTime(clock);
      const readings = await store.read.rights.readingsOf(userId, at);
      return {
        at,
        policies: readings.map(({ policy, documentCount, reasons }) => ({
          ...policyName(policy),
          documentCount,
          reasons: reasons.map(reasonView),
        })),
      };
    }),
    handle(routes.getAccessMatrix, async ({ query }) => {
      const at = query.at ?? isoTime(clock);
      const { collections, groups, cells } = await store.read.rights.readMatrix(at);
      return {
        at,
        collections: collections.map(({ id, name, policy }) => ({ id, name, policy: policyName(policy) })),
        groups: [...groups],
        cells: [...cells],
      };
    }),
  ];
}

/** @throws NOT_FOUND when a curator may not read it; NOT_CURATOR when they read it and curate it not. */
async function requireCuratorOf(
  { store, clock, access }: Pick<RightsDeps, 'store' | 'clock'> & { readonly access: Access },
  caller: Caller,
  documentId: DocumentId,
): Promise<void> {
  if (caller.actor.roles.includes('admin')) return;
  const { document } = await access.readableDocument(caller.actor, documentId);
  await requireCurator(store.read, clock, { caller, place: document });
}

function policyName({ id, name, label }: Policy) {
  return { id, name, label };
}

function reasonView({ right, validFrom, validTo, principal, groups }: ReadingReason): ReadingReasonView {
  return { right, validFrom, validTo, principal: principalText(principal), groups: groups.map(({ id, name }) => ({ id, name })) };
}
