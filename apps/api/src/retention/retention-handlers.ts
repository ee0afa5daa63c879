import type { AuditTrail } from '@carrel/audit';
import { executeErasure, removeGivenUpBlobs } from '@carrel/audit';
import { routes } from '@carrel/contract';
import type { BlobStore, Clock, ContentOwner, DocumentId, IdSource, RecordStore, Repositories } from '@carrel/core';
import { CarrelError, documentIdSchema, isoTime, userIdSchema } from '@carrel/core';
import { randomUUID } from 'node:crypto';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import type { Caller } from '../authentication/caller.ts';
import { renewIndex } from './renew-index.ts';
import { erasureView, holdView } from './retention-views.ts';

export interface RetentionDeps {
  readonly store: RecordStore;
  readonly blobs: Pick<BlobStore, 'remove'>;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** Holds and erasures. Each is ended by two people, which SQL enforces too. */
export function createRetentionHandlers(deps: RetentionDeps): readonly BoundRoute[] {
  return [...createHoldHandlers(deps), ...createErasureHandlers(deps), createCardsHandler(deps)];
}

/** Names of documents, for whoever looks for the one that they have to ask about. Looking is on record. */
function createCardsHandler({ store, audit }: RetentionDeps): BoundRoute {
  return handle(routes.listDocumentCards, async ({ caller, query }) => {
    const items = await store.read.retention.listDocumentCards(query.text, query.limit);
    await store.transaction((transaction) =>
      audit.record(transaction, caller.actor, { type: 'audit.searched', filter: { documents: query.text }, rowCount: items.length }),
    );
    return { items: items.map((card) => ({ ...card, versions: [...card.versions] })) };
  });
}

function createHoldHandlers({ store, audit, clock, ids }: RetentionDeps): readonly BoundRoute[] {
  return [
    handle(routes.listHolds, async () => {
      const holds = await store.read.retention.listHolds();
      return { items: await Promise.all(holds.map(async (hold) => holdView(hold, await titleOf(store.read, hold.owner)))) };
    }),

    handle(routes.placeHold, ({ caller, body }) =>
      store.transaction(async (transaction) => {
        const owner = await ownerOrNotFound(transaction, body);
        const id = `hold_${randomUUID()}`;
        const { reason } = body;
        await transaction.retention.placeHold({ id, owner, reason, placedBy: caller.userId, placedAt: isoTime(clock) });
        await audit.record(transaction, caller.actor, { type: 'hold.placed', holdId: id, owner, reason });
        return holdView(await mustFindHold(transaction, id), await titleOf(transaction, owner));
      }),
    ),

    handle(routes.releaseHold, ({ caller, params, body }) =>
      store.transaction(async (transaction) => {
        const hold = await mustFindHold(transaction, params.id);
        const [at, owner] = [isoTime(clock), hold.owner];
        if (hold.releasedAt !== null) throw new CarrelError('CONFLICT', { message: 'The hold is released already.' });
        if (hold.releaseAsked === null) {
          const eventId = ids.auditEventId();
          const isAsked = await transaction.retention.askRelease(hold.id, { by: caller.userId, at, eventId });
          if (!isAsked) throw new CarrelError('CONFLICT', { message: 'Somebody else has asked for the release meanwhile.' });
          await audit.record(
            transaction,
            caller.actor,
            { type: 'hold.release_requested', holdId: hold.id, owner, reason: body.reason },
            { eventId },
          );
        } else {
          if (!(await transaction.retention.releaseHold(hold.id, caller.userId, at))) throw new CarrelError('SECOND_PERSON_REQUIRED');
          const requestEventId = hold.releaseAsked.eventId;
          await audit.record(transaction, caller.actor, { type: 'hold.released', holdId: hold.id, owner, requestEventId });
        }
        return holdView(await mustFindHold(transaction, hold.id), await titleOf(transaction, owner));
      }),
    ),
  ];
}

function createErasureHandlers(deps: RetentionDeps): readonly BoundRoute[] {
  const { store, audit, clock, ids } = deps;
  return [
    handle(routes.listErasures, async () => {
      const requests = await store.read.retention.listErasures();
      return { items: await Promise.all(requests.map(async (one) => erasureView(one, await titleOf(store.read, one.owner)))) };
    }),

    handle(routes.askErasure, ({ caller, body }) =>
      store.transaction(async (transaction) => {
        const owner = await ownerOrNotFound(transaction, body);
        await refuseHeld(transaction, owner);
        await refuseObstacle(deps, transaction, owner);
        const [id, eventId] = [`era_${randomUUID()}`, ids.auditEventId()];
        const { reason } = body;
        await transaction.retention.askErasure({ id, owner, reason, askedBy: caller.userId, askedAt: isoTime(clock), eventId });
        await audit.record(transaction, caller.actor, { type: 'erasure.requested', requestId: id, owner, reason }, { eventId });
        return erasureView(await mustFindErasure(transaction, id), await titleOf(transaction, owner));
      }),
    ),

    handle(routes.approveErasure, async ({ caller, params }) => {
      const executed = await store.transaction(async (transaction) => {
        const { id, owner, executedAt, eventId: requestEventId } = await mustFindErasure(transaction, params.id);
        if (executedAt !== null) throw new CarrelError('CONFLICT', { message: 'It is erased already.' });
        await refuseHeld(transaction, owner);
        await refuseObstacle(deps, transaction, owner);
        const at = isoTime(clock);
        if (!(await transaction.retention.closeErasure(id, caller.userId, at))) throw new CarrelError('SECOND_PERSON_REQUIRED');
        const approvalEventId = await audit.record(transaction, caller.actor, {
          type: 'erasure.approved',
          requestId: id,
          owner,
          requestEventId,
        });
        await executeErasure(audit, transaction, caller.actor, { requestId: id, owner, approvalEventId });
        if (owner.kind === 'user') await transaction.retention.erasePerson(owner.userId, at);
        else await eraseDocument(deps, transaction, { caller, documentId: owner.documentId });
        return mustFindErasure(transaction, id);
      });
      await removeGivenUpBlobs(store, deps.blobs);
      await store.forgetDeleted();
      return erasureView(executed, await titleOf(store.read, executed.owner));
    }),
  ];
}

/** @throws NOT_FOUND. A deleted document is found as well: it is erased for good by this alone. */
async function ownerOrNotFound(
  { identity, retention, audit }: Pick<Repositories, 'identity' | 'retention' | 'audit'>,
  { userId, documentId }: { readonly userId?: string | undefined; readonly documentId?: string | undefined },
): Promise<ContentOwner> {
  if (documentId !== undefined) {
    const card = await retention.findDocumentCard(idOrNotFound(documentIdSchema, documentId));
    if (card === null) throw new CarrelError('NOT_FOUND');
    return { kind: 'document', documentId: card.id };
  }
  // An officer knows people by the pseudonym that stands in the log.
  const known = userId?.startsWith('sub_') === true ? await audit.findUserBySubject(userId) : (userId ?? '');
  const user = await identity.findUser(idOrNotFound(userIdSchema, known ?? ''));
  if (user === null) throw new CarrelError('NOT_FOUND');
  return { kind: 'user', userId: user.id };
}

async function titleOf({ retention }: Pick<Repositories, 'retention'>, owner: ContentOwner): Promise<string | null> {
  return owner.kind === 'user' ? null : ((await retention.findDocumentCard(owner.documentId))?.title ?? null);
}

async function refuseHeld({ retention }: Pick<Repositories, 'retention'>, owner: ContentOwner): Promise<void> {
  if (await retention.isHeld(owner)) throw new CarrelError('CONTENT_HELD');
}

/** @throws LAST_ADMIN for the owner of the data folder; CONFLICT for a document that would come back, or that is being read in. */
async function refuseObstacle({ clock }: RetentionDeps, { identity, retention }: Repositories, owner: ContentOwner): Promise<void> {
  if (owner.kind === 'user') {
    if ((await identity.findOwner())?.id === owner.userId) throw new CarrelError('LAST_ADMIN');
    return;
  }
  const obstacle = await retention.findObstacle(owner.documentId, clock.nowMs());
  if (obstacle === 'in-a-folder')
    throw new CarrelError('CONFLICT', {
      message:
        'The document lies in a watched folder and would come back. Remove the file there, let the folder be read once more, then ask again.',
    });
  if (obstacle === 'being-ingested')
    throw new CarrelError('CONFLICT', {
      message: 'The document is being read in at this moment. Delete it, or wait until it is done, then try again.',
    });
}

/** What is left of a document is its id, in the log and in rights of the past. */
async function eraseDocument(
  deps: RetentionDeps,
  transaction: Repositories,
  { caller, documentId }: { readonly caller: Caller; readonly documentId: DocumentId },
): Promise<void> {
  const isThere = (await transaction.documents.find(documentId)) !== null;
  await transaction.retention.eraseDocument(documentId, isoTime(deps.clock));
  if (isThere) await deps.audit.record(transaction, caller.actor, { type: 'document.deleted', documentId });
  await renewIndex(deps, transaction, caller);
}

async function mustFindHold({ retention }: Pick<Repositories, 'retention'>, id: string) {
  const hold = await retention.findHold(id);
  if (hold === null) throw new CarrelError('NOT_FOUND');
  return hold;
}

async function mustFindErasure({ retention }: Pick<Repositories, 'retention'>, id: string) {
  const erasure = await retention.findErasure(id);
  if (erasure === null) throw new CarrelError('NOT_FOUND');
  return erasure;
}
