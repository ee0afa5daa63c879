import type { AuditTrail } from '@carrel/audit';
import type { Session as SessionView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import type { Clock, RateLimit, RateLimiter, RecordStore, SessionRecord, UserId } from '@carrel/core';
import { CarrelError, isoTime, userIdSchema } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import type { Caller } from './caller.ts';
import type { Auth } from './create-auth.ts';
import { requirePerson } from './require-person.ts';

export interface SessionDeps {
  readonly store: RecordStore;
  readonly audit: AuditTrail;
  readonly auth: Auth;
  readonly clock: Clock;
  readonly rateLimiter: RateLimiter;
}

/** A person's sessions and their end, by the person or by an admin; and the proof that it is still the same person. */
export function createSessionHandlers(deps: SessionDeps, options: { readonly signIns: RateLimit }): readonly BoundRoute[] {
  const { store, clock } = deps;
  const listOf = async (userId: UserId, caller: Caller) => {
    const sessions = await store.read.sessions.list(userId, isoTime(clock));
    return { items: sessions.map((session) => sessionView(session, caller)) };
  };
  return [
    handle(routes.listSessions, async ({ caller }) => {
      requirePerson(caller);
      return listOf(caller.userId, caller);
    }),

    handle(routes.endSession, async ({ caller, params }) => {
      requirePerson(caller);
      await store.transaction(async (transaction) => {
        if (!(await transaction.sessions.end(params.id, caller.userId))) throw new CarrelError('NOT_FOUND');
        await recordEnd(deps, transaction, caller, { sessionRef: params.id, userId: caller.userId, reason: 'SIGNED_OUT' });
      });
      return { ok: true as const };
    }),

    handle(routes.endOtherSessions, async ({ caller }) => {
      requirePerson(caller);
      const except = caller.actor.authentication.sessionRef ?? null;
      return { ended: await endAll(deps, caller, { userId: caller.userId, except, reason: 'SIGNED_OUT' }) };
    }),

    handle(routes.confirmSession, async ({ caller, body }) => {
      const sessionRef = caller.actor.authentication.sessionRef;
      if (sessionRef === undefined) throw new CarrelError('FORBIDDEN', { message: 'expected a session' });
      await deps.rateLimiter.take(options.signIns, `confirm ${caller.userId}`);
      const isRight = await deps.auth.verifyPassword(caller.userId, body.password);
      await store.transaction(async (transaction) => {
        if (isRight) await transaction.sessions.confirm(sessionRef, isoTime(clock));
        await deps.audit.record(
          transaction,
          caller.actor,
          isRight
            ? { type: 'login.succeeded', userId: caller.userId }
            : { type: 'login.failed', userId: caller.userId, identifier: null, reason: 'BAD_CREDENTIALS' },
        );
      });
      if (!isRight) throw new CarrelError('PASSWORD_WRONG');
      return { ok: true as const };
    }),
    ...adminHandlers(deps, listOf),
  ];
}

type ListOf = (userId: UserId, caller: Caller) => Promise<{ items: SessionView[] }>;

/** Sessions of other people, for admins. */
function adminHandlers(deps: SessionDeps, listOf: ListOf): readonly BoundRoute[] {
  const { store, clock } = deps;
  return [
    handle(routes.listUserSessions, async ({ caller, params }) => {
      const userId = idOrNotFound(userIdSchema, params.id);
      if ((await store.read.identity.findUser(userId)) === null) throw new CarrelError('NOT_FOUND');
      return listOf(userId, caller);
    }),

    handle(routes.endUserSessions, async ({ caller, params }) => {
      const userId = idOrNotFound(userIdSchema, params.id);
      if ((await store.read.identity.findUser(userId)) === null) throw new CarrelError('NOT_FOUND');
      return { ended: await endAll(deps, caller, { userId, except: null, reason: 'REVOKED_BY_ADMIN' }) };
    }),

    handle(routes.endUserSession, async ({ caller, params }) => {
      const userId = idOrNotFound(userIdSchema, params.id);
      await store.transaction(async (transaction) => {
        if (!(await transaction.sessions.end(params.session, userId))) throw new CarrelError('NOT_FOUND');
        await recordEnd(deps, transaction, caller, { sessionRef: params.session, userId, reason: 'REVOKED_BY_ADMIN' });
      });
      return { ok: true as const };
    }),

    handle(routes.listAllSessions, async ({ caller, query }) => {
      const page = { limit: query.limit, ...(query.cursor !== undefined && { cursor: query.cursor }) };
      const [{ items, nextCursor }, users] = await Promise.all([
        store.read.sessions.listAll(page, isoTime(clock)),
        store.read.identity.listUsers(),
      ]);
      const people = new Map(users.map((user) => [user.id, user]));
      const owned = items.flatMap((session) => {
        const user = people.get(session.userId);
        return user === undefined ? [] : [{ ...sessionView(session, caller), user: { id: user.id, name: user.name, email: user.email } }];
      });
      return { items: owned, nextCursor };
    }),
  ];
}

type EndReason = 'SIGNED_OUT' | 'REVOKED_BY_ADMIN';

function endAll(
  deps: SessionDeps,
  caller: Caller,
  { userId, except, reason }: { readonly userId: UserId; readonly except: string | null; readonly reason: EndReason },
): Promise<number> {
  return deps.store.transaction(async (transaction) => {
    const ended = await transaction.sessions.endAll(userId, except);
    for (const sessionRef of ended) await recordEnd(deps, transaction, caller, { sessionRef, userId, reason });
    return ended.length;
  });
}

function recordEnd(
  { audit }: SessionDeps,
  transaction: Parameters<AuditTrail['record']>[0],
  caller: Caller,
  ended: { readonly sessionRef: string; readonly userId: UserId; readonly reason: EndReason },
) {
  return audit.record(transaction, caller.actor, { type: 'session.revoked', ...ended });
}

function sessionView(session: SessionRecord, caller: Caller): SessionView {
  const { id, method, isMultiFactor, ipAddress, userAgent, createdAt, lastSeenAt, expiresAt } = session;
  const isCurrent = id === caller.actor.authentication.sessionRef;
  return { id, method, isMultiFactor, ipAddress, userAgent, createdAt, lastSeenAt, expiresAt, isCurrent };
}
