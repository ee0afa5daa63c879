import type { Actor, ApiKeyScope, RecordStore, UserId } from '@carrel/core';
import { CarrelError } from '@carrel/core';

/** What a person can do from Slack: ask and search, and what belongs to their own answers. */
const slackScopes: readonly ApiKeyScope[] = ['ask', 'search'];
const accountForm = /^(?<teamId>[A-Z0-9]{2,40})\/(?<slackUserId>[A-Z0-9]{2,40})$/u;

/**
 * The person whom a Slack account stands for. The link and the person are read anew for each request, so the end of either
 * holds from the next message on.
 * @param account `TEAM/USER`: the header `x-carrel-slack`.
 * @throws SLACK_NOT_LINKED; FORBIDDEN when nobody is named.
 */
export async function slackActor(
  store: Pick<RecordStore, 'read'>,
  account: string | undefined,
  requestId: string,
): Promise<{ readonly actor: Actor; readonly userId: UserId }> {
  const named = accountForm.exec(account ?? '')?.groups;
  const { teamId, slackUserId } = named ?? {};
  if (teamId === undefined || slackUserId === undefined)
    throw new CarrelError('FORBIDDEN', { message: 'x-carrel-slack: expected TEAM/USER of the person who asks' });
  const link = await store.read.slack.findLink({ teamId, slackUserId });
  const person = link === null ? null : await store.read.identity.findUser(link.userId);
  if (link === null || person === null || !person.isActive) throw new CarrelError('SLACK_NOT_LINKED');
  const principal = { kind: 'user', userId: person.id } as const;
  const actor: Actor = {
    principal,
    audience: [principal],
    roles: person.roles,
    channel: 'slack',
    authentication: { method: 'slack-link', slack: { linkId: link.id, teamId }, scopes: slackScopes },
    requestId,
  };
  return { actor, userId: person.id };
}
