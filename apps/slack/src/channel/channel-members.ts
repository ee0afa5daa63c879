import type { webApi } from '@slack/bolt';

/** More people than an answer is checked for. */
export const maxMembers = 200;
const pageSize = 200;

/** Everybody in a channel but the bot itself; null: more than an answer is checked for. */
export async function channelMembers(client: webApi.WebClient, channelId: string, botUserId: string): Promise<readonly string[] | null> {
  const members = new Set<string>();
  let cursor = '';
  do {
    const page = await client.conversations.members({ channel: channelId, limit: pageSize, ...(cursor !== '' && { cursor }) });
    for (const member of page.members ?? []) if (member !== botUserId) members.add(member);
    cursor = page.response_metadata?.next_cursor ?? '';
  } while (cursor !== '' && members.size <= maxMembers);
  return members.size > maxMembers ? null : [...members].toSorted();
}

/** Whether people of another organisation are in the channel, or invited into it. */
export async function isSharedOutside(client: webApi.WebClient, channelId: string): Promise<boolean> {
  const { channel } = await client.conversations.info({ channel: channelId });
  return (
    channel?.is_ext_shared === true || channel?.is_pending_ext_shared === true || (channel?.pending_connected_team_ids?.length ?? 0) > 0
  );
}
