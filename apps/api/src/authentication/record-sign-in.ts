import type { Request, Response } from 'express';
import type { AuditTrail } from '@carrel/audit';
import type { Actor, Clock, RecordStore, UserId } from '@carrel/core';
import { CarrelError, isoTime } from '@carrel/core';
import { requestIdOf } from '../http/request-id.ts';
import type { Auth } from './create-auth.ts';
import { authHeaders } from './create-auth.ts';
import { requestOrigin } from './request-origin.ts';

/** Puts a sign-in on record, with the session that it began, before the response leaves. */
export async function recordSignIn(
  { auth, store, audit, clock }: { readonly auth: Auth; readonly store: RecordStore; readonly audit: AuditTrail; readonly clock: Clock },
  request: Request,
  signedIn: { readonly response: Response; readonly userId: UserId; readonly setCookies: readonly string[] },
): Promise<void> {
  const cookie = signedIn.setCookies.map((line) => line.split(';')[0]).join('; ');
  const found = await auth.findSession(authHeaders({ cookie }));
  if (found === null) throw new CarrelError('UNAUTHENTICATED', { message: 'better-auth set a cookie without a session' });
  const { id, method, isMultiFactor } = found.session;
  const principal = { kind: 'user', userId: signedIn.userId } as const;
  const actor: Actor = {
    principal,
    audience: [principal],
    roles: [],
    channel: 'web',
    authentication: { method, sessionRef: id, ...(isMultiFactor && { isMultiFactor }) },
    requestId: requestIdOf(signedIn.response),
    ...requestOrigin(request),
  };
  await store.transaction(async (transaction) => {
    await transaction.identity.noteSignIn(signedIn.userId, isoTime(clock));
    await audit.record(transaction, actor, { type: 'login.succeeded', userId: signedIn.userId });
  });
}
