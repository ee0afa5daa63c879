import type { SlackMessage, SlackTeam, SlackWorld } from './slack-world.ts';

export type Arguments = Readonly<Record<string, unknown>>;
/** What a method answers: its fields, or a word for what is wrong. */
export type Answer = Readonly<Record<string, unknown>> | string;
export type Method = (input: Arguments, team: SlackTeam) => Answer;

let lastTs = 0;
/** Unique in a channel, as Slack's are: seconds and a count. */
export function nextTs(): string {
  lastTs += 1;
  return `${Math.floor(Date.now() / 1000)}.${String(lastTs).padStart(6, '0')}`;
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const maxBlocks = 50;

/** The methods of Slack's Web API that the bot calls, over a world in memory, as the public documentation describes them. */
export function webApiMethods(world: SlackWorld): Readonly<Record<string, Method>> {
  const post = (input: Arguments, onlyFor: string | null): SlackMessage => {
    const blocks = typeof input['blocks'] === 'string' ? (JSON.parse(input['blocks']) as unknown) : (input['blocks'] ?? null);
    const message: SlackMessage = {
      channel: text(input['channel']),
      ts: nextTs(),
      thread_ts: input['thread_ts'] === undefined ? null : text(input['thread_ts']),
      onlyFor,
      text: text(input['text']),
      blocks,
      edits: 0,
      isDeleted: false,
      sent: input,
      atMs: Date.now(),
    };
    world.messages.push(message);
    return message;
  };
  const find = (input: Arguments) =>
    world.messages.find((one) => one.channel === input['channel'] && one.ts === input['ts'] && !one.isDeleted && one.onlyFor === null);
  const tooLong = (input: Arguments) => {
    const blocks: unknown = typeof input['blocks'] === 'string' ? JSON.parse(input['blocks']) : input['blocks'];
    return (Array.isArray(blocks) && blocks.length > maxBlocks) || text(input['text']).length > 40_000;
  };
  return {
    'auth.test': (_input, team) => ({
      team_id: team.id,
      team: team.name,
      user_id: team.botUserId,
      bot_id: `B${team.id}`,
      url: 'https://example.slack.com/',
    }),
    'users.info': ({ user }) => {
      const found = world.users.get(text(user));
      return found === undefined ? 'user_not_found' : { user: { ...found, profile: { real_name: found.name } } };
    },
    'conversations.info': ({ channel }) => {
      const found = world.channels.get(text(channel));
      if (found === undefined) return 'channel_not_found';
      const { members: _members, ...rest } = found;
      return { channel: rest };
    },
    'conversations.members': ({ channel, limit, cursor }) => {
      const found = world.channels.get(text(channel));
      if (found === undefined) return 'channel_not_found';
      const all = [...found.members];
      const start = Number(text(cursor) === '' ? 0 : cursor);
      const end = start + Number(limit ?? 100);
      return { members: all.slice(start, end), response_metadata: { next_cursor: end < all.length ? String(end) : '' } };
    },
    'conversations.replies': ({ channel, ts }) => ({
      messages: world.messages
        .filter((one) => one.channel === channel && (one.thread_ts ?? one.ts) === ts && !one.isDeleted && one.onlyFor === null)
        .map((one) => ({ ts: one.ts, thread_ts: one.thread_ts, text: one.text })),
    }),
    'conversations.open': ({ users }) => {
      const id = `D${text(users)}`;
      if (!world.channels.has(id)) world.channels.set(id, { id, members: new Set([text(users)]), is_im: true });
      return { channel: { id } };
    },
    'chat.postMessage': (input) => {
      if (!world.channels.has(text(input['channel']))) return 'channel_not_found';
      if (tooLong(input)) return 'msg_blocks_too_long';
      const message = post(input, null);
      return { channel: message.channel, ts: message.ts };
    },
    'chat.postEphemeral': (input) => {
      const channel = world.channels.get(text(input['channel']));
      if (channel === undefined) return 'channel_not_found';
      if (!channel.members.has(text(input['user']))) return 'user_not_in_channel';
      return { message_ts: post(input, text(input['user'])).ts };
    },
    'chat.update': (input) => {
      const message = find(input);
      if (message === undefined) return 'message_not_found';
      if (tooLong(input)) return 'msg_blocks_too_long';
      message.text = text(input['text']);
      message.blocks = typeof input['blocks'] === 'string' ? (JSON.parse(input['blocks']) as unknown) : input['blocks'];
      message.edits += 1;
      return { channel: message.channel, ts: message.ts };
    },
    'chat.delete': (input) => {
      const message = find(input);
      if (message === undefined) return 'message_not_found';
      message.isDeleted = true;
      return { ts: message.ts };
    },
    'views.open': ({ view, trigger_id: triggerId }) => {
      world.openedViews.push({ view: typeof view === 'string' ? (JSON.parse(view) as unknown) : view, triggerId: text(triggerId) });
      return { view: { id: 'V1' } };
    },
    'views.publish': ({ view, user_id: userId }) => {
      world.homes.set(text(userId), typeof view === 'string' ? (JSON.parse(view) as unknown) : view);
      return { view: { id: 'V2' } };
    },
    'assistant.threads.setStatus': () => ({}),
    'assistant.threads.setSuggestedPrompts': () => ({}),
    'assistant.threads.setTitle': () => ({}),
  };
}
