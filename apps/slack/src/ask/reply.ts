import type { RespondFn, webApi } from '@slack/bolt';
import { quietly } from '../channel/post-for-all.ts';
import type { Rendered } from '../render/rich-text.ts';
import type { EditPace } from './edit-pace.ts';

/** Where one answer goes: begun with a line that says so, edited while it is written where Slack allows it, and ended. */
export interface Reply {
  begin(message: Rendered): Promise<void>;
  /** May leave it out: Slack allows only so many edits. */
  progress(message: () => Rendered): Promise<void>;
  end(message: Rendered): Promise<void>;
}

/** A message that is edited: in a direct conversation or the assistant's pane. */
export function messageReply(
  client: webApi.WebClient,
  place: { readonly channelId: string; readonly threadTs: string | null },
  pace: EditPace,
): Reply {
  let ts: string | undefined;
  let lastEditMs = 0;
  const thread = place.threadTs === null ? {} : { thread_ts: place.threadTs };
  const post = async (message: Rendered) => {
    const posted = await client.chat.postMessage({ channel: place.channelId, ...message, ...quietly, ...thread });
    ts = posted.ts;
  };
  return {
    begin: post,
    async progress(message) {
      const mayEdit = ts !== undefined && pace.take(lastEditMs);
      if (!mayEdit || ts === undefined) return;
      lastEditMs = Date.now();
      // An edit that Slack does not take is one that nobody misses: the whole answer follows.
      await client.chat.update({ channel: place.channelId, ts, ...message() }).catch(() => undefined);
    },
    async end(message) {
      if (ts === undefined) return post(message);
      await client.chat.update({ channel: place.channelId, ts, ...message, parse: 'none', link_names: false });
    },
  };
}

/** What one person alone sees in a channel. Slack can neither edit nor keep it, so it is said twice: that it begins, and the answer. */
export function ephemeralReply(
  client: webApi.WebClient,
  { channelId, threadTs, slackUserId }: { readonly channelId: string; readonly threadTs: string | null; readonly slackUserId: string },
): Reply {
  const post = async (message: Rendered) => {
    const thread = threadTs === null ? {} : { thread_ts: threadTs };
    try {
      await client.chat.postEphemeral({ channel: channelId, user: slackUserId, ...message, ...thread, parse: 'none', link_names: false });
    } catch {
      // Not in the channel, or Slack does not show it there: then between the two of them.
      await tellDirectly(client, slackUserId, message);
    }
  };
  return { begin: post, progress: async () => {}, end: post };
}

/** What was asked by a command or a shortcut is told by its own address, which needs no membership of the channel. */
export function responseReply(respond: RespondFn): Reply {
  const send = async (message: Rendered, isFirst: boolean) => {
    await respond({ response_type: 'ephemeral', replace_original: !isFirst, ...message, unfurl_links: false, unfurl_media: false });
  };
  return { begin: (message) => send(message, true), progress: async () => {}, end: (message) => send(message, false) };
}

/** Between the bot and one person. */
export async function tellDirectly(client: webApi.WebClient, slackUserId: string, message: Rendered): Promise<void> {
  const { channel } = await client.conversations.open({ users: slackUserId });
  if (channel?.id === undefined) throw new TypeError('Slack opened no conversation.');
  await client.chat.postMessage({ channel: channel.id, ...message, ...quietly });
}
