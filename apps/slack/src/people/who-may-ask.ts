import type { webApi } from '@slack/bolt';
import type { SlackRefusal } from '@carrel/contract';

/** What Slack says about a member of a workspace. */
export interface Member {
  readonly name: string;
  /** Null: may ask. */
  readonly refusal: Exclude<SlackRefusal, 'SLACK_NOT_LINKED' | 'SLACK_SHARED_CHANNEL'> | null;
}

export type LookUpMember = (client: webApi.WebClient, teamId: string, slackUserId: string) => Promise<Member>;

/** How long what Slack said is believed. Whether somebody may ask is Carrel's to say, at each message. */
const believedMs = 60_000;
const remembered = 5_000;

/**
 * Who somebody in Slack is: full members of the workspace may ask; bots, guests, strangers and members of other workspaces may
 * not. One question to Slack a member and minute.
 */
export function createMemberLookUp({ nowMs }: { readonly nowMs: () => number }): LookUpMember {
  const known = new Map<string, { readonly member: Promise<Member>; readonly at: number }>();
  return (client, teamId, slackUserId) => {
    const key = `${teamId}/${slackUserId}`;
    const found = known.get(key);
    if (found !== undefined && nowMs() - found.at < believedMs) return found.member;
    const member = ask(client, teamId, slackUserId);
    member.catch(() => known.delete(key));
    known.delete(key);
    known.set(key, { member, at: nowMs() });
    if (known.size > remembered) for (const oldest of known.keys().take(remembered / 2)) known.delete(oldest);
    return member;
  };
}

type User = NonNullable<Awaited<ReturnType<webApi.WebClient['users']['info']>>['user']>;

async function ask(client: webApi.WebClient, teamId: string, slackUserId: string): Promise<Member> {
  const { user } = await client.users.info({ user: slackUserId });
  if (user === undefined) return { name: slackUserId, refusal: 'SLACK_FOREIGN' };
  return { name: user.profile?.real_name ?? user.real_name ?? user.name ?? slackUserId, refusal: refusalOf(user, teamId) };
}

function refusalOf(user: User, teamId: string): Member['refusal'] {
  if (isBot(user)) return 'SLACK_BOT';
  if (!isMember(user, teamId)) return 'SLACK_FOREIGN';
  return user.is_restricted === true || user.is_ultra_restricted === true ? 'SLACK_GUEST' : null;
}

function isBot({ id, is_bot: isApp, is_workflow_bot: isWorkflow }: User): boolean {
  return isApp === true || isWorkflow === true || id === 'USLACKBOT';
}

/** Of the workspace itself, or of another one of the same organisation and of this one too. */
function isMember({ team_id: homeId, enterprise_user: enterprise, is_stranger: isStranger, deleted }: User, teamId: string): boolean {
  const isOfTeam = homeId === teamId || enterprise?.teams?.includes(teamId) === true;
  return isOfTeam && isStranger !== true && deleted !== true;
}
