import type { AuditTrail } from '@carrel/audit';
import { executeErasure } from '@carrel/audit';
import { routes } from '@carrel/contract';
import type { Clock, IdSource, RecordStore, Repositories, User } from '@carrel/core';
import { CarrelError, isoTime, userIdSchema } from '@carrel/core';
import { randomUUID } from 'node:crypto';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { erasureView, holdView } from './retention-views.ts';

export interface RetentionDeps {
  readonly store: RecordStore;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** Holds and erasures. Each is ended by two people, which SQL enforces too. */
export function createRetentionHandlers(deps: RetentionDeps): readonly BoundRoute[] {
  return [...createHoldHandlers(deps), ...createErasureHandlers(deps)];
}

function createHoldHandlers({ store, audit, clock, ids }: RetentionDeps): readonly BoundRoute[] {
  return [
    handle(routes.listHolds, async () => ({ items: (await store.read.retention.listHolds()).map(holdView) })),

    handle(routes.placeHold, ({ caller, body }) =>
      store.transaction(async (transaction) => {
        const { id: userId } = await personOrNotFound(transaction, body.userId);
        const id = `hold_${randomUUID()}`;
        await transaction.retention.placeHold({ id, userId, reason: body.reason, placedBy: caller.userId, placedAt: isoTime(clock) });
        await audit.record(transaction, caller.actor, {
          type: 'hold.placed',
          holdId: id,
          owner: { kind: 'user', userId },
          reason: body.reason,
        });
        return holdView(await mustFindHold(transaction, id));
      }),
    ),

    handle(routes.releaseHold, ({ caller, params, body }) =>
      store.transaction(async (transaction) => {
        const hold = await mustFindHold(transaction, params.id);
        const [at, owner] = [isoTime(clock), { kind: 'user' as const, userId: hold.userId }];
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
        return holdView(await mustFindHold(transaction, hold.id));
      }),
    ),
  ];
}

function createErasureHandlers({ store, audit, clock, ids }: RetentionDeps): readonly BoundRoute[] {
  return [
    handle(routes.listErasures, async () => ({ items: (await store.read.retention.listErasures()).map(erasureView) })),

    handle(routes.askErasure, ({ caller, body }) =>
      store.transaction(async (transaction) => {
        const { id: userId } = await personOrNotFound(transaction, body.userId);
        await refuseHeld(transaction, userId);
        if ((await transaction.identity.findOwner())?.id === userId) throw new CarrelError('LAST_ADMIN');
        const [id, eventId] = [`era_${randomUUID()}`, ids.auditEventId()];
        const { reason } = body;
        await transaction.retention.askErasure({ id, userId, reason, askedBy: caller.userId, askedAt: isoTime(clock), eventId });
        await audit.record(
          transaction,
          caller.actor,
          { type: 'erasure.requested', requestId: id, owner: { kind: 'user', userId }, reason },
          { eventId },
        );
        return erasureView(await mustFindErasure(transaction, id));
      }),
    ),

    handle(routes.approveErasure, async ({ caller, params }) => {
      const executed = await store.transaction(async (transaction) => {
        const { id, userId, executedAt, eventId: requestEventId } = await mustFindErasure(transaction, params.id);
        if (executedAt !== null) throw new CarrelError('CONFLICT', { message: 'It is erased already.' });
        await refuseHeld(transaction, userId);
        const at = isoTime(clock);
        if (!(await transaction.retention.closeErasure(id, caller.userId, at))) throw new CarrelError('SECOND_PERSON_REQUIRED');
        const owner = { kind: 'user', userId } as const;
        const approvalEventId = await audit.record(transaction, caller.actor, {
          type: 'erasure.approved',
          requestId: id,
          owner,
          requestEventId,
        });
        await executeErasure(audit, transaction, caller.actor, { requestId: id, owner, approvalEventId });
        await transaction.retention.erasePerson(userId, at);
        return mustFindErasure(transaction, id);
      });
      await store.forgetDeleted();
      return erasureView(executed);
    }),
  ];
}

/** @throws NOT_FOUND. */
async function personOrNotFound({ identity }: Pick<Repositories, 'identity'>, id: string): Promise<User> {
  const user = await identity.findUser(idOrNotFound(userIdSchema, id));
  if (user === null) throw new CarrelError('NOT_FOUND');
  return user;
}

async function refuseHeld({ retention }: Pick<Repositories, 'retention'>, userId: User['id']): Promise<void> {
  if (await retention.isHeld(userId)) throw new CarrelError('CONTENT_HELD');
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
