import type { Actor, Principal, RecordStore, UserId } from '@carrel/core';
import { CarrelError, userIdSchema } from '@carrel/core';
import type { Caller } from '../authentication/caller.ts';

/**
 * The caller's actor with everybody who will read the output. Retrieval and the gate then serve only what every one of them
 * may read.
 *
 * Only a service that acts for a person may name an audience: to others the difference between two audiences would tell what
 * somebody else may read. From Slack the names are ids of members of the caller's own workspace.
 * @param audience undefined: the caller alone.
 * @throws FORBIDDEN; AUDIENCE_UNKNOWN when somebody in it is no active user: then there is nothing that all may read.
 */
export async function withAudience(
  store: Pick<RecordStore, 'read'>,
  caller: Pick<Caller, 'actor' | 'userId'>,
  audience: readonly string[] | undefined,
): Promise<Actor> {
  if (audience === undefined) return caller.actor;
  const readers = new Set<UserId>([caller.userId, ...(await readersNamed(store, caller.actor, audience))]);
  return { ...caller.actor, audience: [...readers].map((userId): Principal => ({ kind: 'user', userId })) };
}

async function readersNamed(store: Pick<RecordStore, 'read'>, actor: Actor, audience: readonly string[]): Promise<readonly UserId[]> {
  const { slack, method } = actor.authentication;
  const names = [...new Set(audience)];
  if (slack !== undefined) {
    const links = await store.read.slack.findLinks(slack.teamId, names);
    const owners = new Map(links.map((link) => [link.slackUserId, link.userId]));
    return requireAll(names.map((name) => owners.get(name)));
  }
  if (method !== 'data-folder-owner') throw new CarrelError('FORBIDDEN', { message: 'audience: only for services that act for a person' });
  const parsed = names.map((name) => userIdSchema.safeParse(name));
  return requireAll(parsed.map((one) => (one.success ? one.data : undefined)));
}

/** Whether each of them is active is part of the rule in SQL itself, at the moment of reading. */
function requireAll(userIds: readonly (UserId | undefined)[]): readonly UserId[] {
  const known = userIds.filter((userId) => userId !== undefined);
  if (known.length < userIds.length) throw new CarrelError('AUDIENCE_UNKNOWN', { details: { count: userIds.length - known.length } });
  return known;
}
