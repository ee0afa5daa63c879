import type { UserId } from '@carrel/core';
import type { IdentityEvents } from '../events/identity-events.ts';
import { eventBody, type EventBody, type EventDescribers, type RefOf } from './event-body.ts';

export const identityDescribers: EventDescribers<keyof IdentityEvents> = {
  'login.succeeded': async (event, refOf) => eventBody(await aboutUser(event.userId, refOf)),
  'login.failed': async (event, refOf) =>
    eventBody({
      outcome: 'failure',
      reason: event.reason,
      parts: {
        ...(event.userId !== null && (await aboutUser(event.userId, refOf)).parts),
        ...(event.identifier !== null && { identifier: { s: 'identifier' as const } }),
      },
      sealed: event.identifier === null ? [] : [{ field: 'identifier', value: event.identifier, owner: { kind: 'actor' } }],
      subjectId: event.userId,
    }),
  'login.link_created': async (event, refOf) => {
    const { parts } = await aboutUser(event.userId, refOf);
    return eventBody({ parts: event.isMailed ? { ...parts, detail: { mailed: true } } : parts });
  },
  'sso.linked': (event, refOf) => signOnLink(event, refOf),
  'sso.unlinked': (event, refOf) => signOnLink(event, refOf),
  'slack.linked': (event, refOf) => slackLink(event, refOf),
  'slack.unlinked': (event, refOf) => slackLink(event, refOf),
  'slack.denied': async (event, refOf) =>
    eventBody({
      outcome: 'denied',
      reason: event.reason,
      parts: {
        ...(event.userId !== null && (await aboutUser(event.userId, refOf)).parts),
        identifier: { s: 'identifier' },
      },
      sealed: [{ field: 'identifier', value: event.account, owner: { kind: 'actor' } }],
      subjectId: event.userId,
    }),
  'mfa.enrolled': async (event, refOf) => eventBody(await aboutUser(event.userId, refOf)),
  'mfa.changed': async (event, refOf) => {
    const { parts } = await aboutUser(event.userId, refOf);
    return eventBody({ parts: { ...parts, detail: { change: event.change } } });
  },
  'mfa.removed': async (event, refOf) => eventBody(await aboutUser(event.userId, refOf)),
  'mfa.failed': async (event, refOf) =>
    eventBody({ outcome: 'failure', reason: event.reason, ...(await aboutUser(event.userId, refOf)), subjectId: event.userId }),
  'session.revoked': async (event, refOf) =>
    eventBody({
      reason: event.reason,
      parts: { target: { kind: 'session', ref: event.sessionRef, ver: null }, detail: { owner: await userRef(event.userId, refOf) } },
    }),
  'apikey.created': async (event, refOf) =>
    eventBody({
      parts: {
        target: { kind: 'apikey', ref: event.apiKeyId, ver: null },
        detail: { owner: await userRef(event.ownerId, refOf), scopes: event.scopes.toSorted() },
      },
    }),
  'apikey.revoked': async (event, refOf) =>
    eventBody({
      parts: { target: { kind: 'apikey', ref: event.apiKeyId, ver: null }, detail: { owner: await userRef(event.ownerId, refOf) } },
    }),
  'apikey.denied': (event) =>
    eventBody({
      outcome: 'denied',
      reason: event.reason,
      parts: event.apiKeyId === null ? {} : { target: { kind: 'apikey', ref: event.apiKeyId, ver: null } },
    }),
  'user.provisioned': (event, refOf) => namedUser(event, refOf),
  'user.updated': (event, refOf) => namedUser(event, refOf),
  'user.deactivated': async (event, refOf) => eventBody(await aboutUser(event.userId, refOf)),
  'role.granted': async (event, refOf) => roleChange(event, refOf),
  'role.revoked': async (event, refOf) => roleChange(event, refOf),
  'group.changed': async (event, refOf) =>
    eventBody({
      parts: {
        target: { kind: 'group', ref: event.groupId, ver: null },
        detail: { change: event.change, ...(event.member !== null && { member: await memberRef(event.member, refOf) }) },
      },
    }),
};

async function aboutUser(userId: UserId, refOf: RefOf): Promise<Pick<EventBody, 'parts'>> {
  return { parts: { target: { kind: 'user', ref: await refOf(userId), ver: null } } };
}

async function userRef(userId: UserId, refOf: RefOf): Promise<{ kind: 'user'; ref: string }> {
  return { kind: 'user', ref: await refOf(userId) };
}

async function memberRef(
  member: NonNullable<IdentityEvents['group.changed']['member']>,
  refOf: RefOf,
): Promise<{ kind: 'user' | 'group'; ref: string }> {
  return member.kind === 'user' ? userRef(member.userId, refOf) : { kind: 'group', ref: member.groupId };
}

async function namedUser(
  event: { readonly userId: UserId; readonly name: string; readonly email: string },
  refOf: RefOf,
): Promise<EventBody> {
  const { parts } = await aboutUser(event.userId, refOf);
  return eventBody({
    parts: { ...parts, user: { s: 'user' } },
    sealed: [{ field: 'user', value: { name: event.name, email: event.email }, owner: { kind: 'user', userId: event.userId } }],
  });
}

async function signOnLink(event: IdentityEvents['sso.linked'], refOf: RefOf): Promise<EventBody> {
  const { parts } = await aboutUser(event.userId, refOf);
  return eventBody({
    parts: { ...parts, identifier: { s: 'identifier' } },
    sealed: [{ field: 'identifier', value: event.issuer, owner: { kind: 'user', userId: event.userId } }],
  });
}

async function slackLink(event: IdentityEvents['slack.linked'], refOf: RefOf): Promise<EventBody> {
  const { parts } = await aboutUser(event.userId, refOf);
  return eventBody({
    parts: { ...parts, identifier: { s: 'identifier' } },
    sealed: [{ field: 'identifier', value: event.account, owner: { kind: 'user', userId: event.userId } }],
  });
}

async function roleChange(event: IdentityEvents['role.granted'], refOf: RefOf): Promise<EventBody> {
  const { parts } = await aboutUser(event.userId, refOf);
  return eventBody({ parts: { ...parts, detail: { role: event.role } } });
}
