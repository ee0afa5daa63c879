/** A member of a workspace, in the fields of Slack's `user` object that matter to a bot. */
export interface SlackUser {
  readonly id: string;
  readonly team_id: string;
  readonly name: string;
  readonly is_bot?: boolean;
  readonly is_restricted?: boolean;
  readonly is_ultra_restricted?: boolean;
  readonly is_stranger?: boolean;
  readonly deleted?: boolean;
}

export interface SlackChannel {
  readonly id: string;
  readonly members: Set<string>;
  readonly is_ext_shared?: boolean;
  readonly is_im?: boolean;
}

/** A message as somebody in Slack sees it now. */
export interface SlackMessage {
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts: string | null;
  /** Null: everybody in the channel. */
  readonly onlyFor: string | null;
  text: string;
  blocks: unknown;
  edits: number;
  isDeleted: boolean;
  /** Every argument with which it was sent. */
  readonly sent: Readonly<Record<string, unknown>>;
  readonly atMs: number;
}

export interface SlackTeam {
  readonly id: string;
  readonly name: string;
  token: string;
  readonly botUserId: string;
}

/** What is in Slack, for a stand-in server. */
export interface SlackWorld {
  readonly teams: Map<string, SlackTeam>;
  readonly users: Map<string, SlackUser>;
  readonly channels: Map<string, SlackChannel>;
  readonly messages: SlackMessage[];
  readonly openedViews: { readonly view: unknown; readonly triggerId: string }[];
  readonly homes: Map<string, unknown>;
  /** What was sent to addresses for answers to commands. */
  readonly responses: { readonly id: string; readonly body: Readonly<Record<string, unknown>>; readonly atMs: number }[];
}

export function createSlackWorld(): SlackWorld {
  return {
    teams: new Map(),
    users: new Map(),
    channels: new Map(),
    messages: [],
    openedViews: [],
    homes: new Map(),
    responses: [],
  };
}

/** All words that a message shows, without its addresses. */
export function wordsOf(blocks: unknown): string {
  const words: string[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(look);
    else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) {
        if (name === 'text' && typeof inner === 'string') words.push(inner);
        else if (name === 'user_id' && typeof inner === 'string') words.push(`@${inner}`);
        else look(inner);
      }
  };
  look(blocks);
  return words.join(' ');
}

/** All addresses in it. */
export function urlsOf(blocks: unknown): readonly string[] {
  const urls: string[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(look);
    else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) {
        if ((name === 'url' || name === 'image_url') && typeof inner === 'string') urls.push(inner);
        else look(inner);
      }
    else if (typeof value === 'string') urls.push(...[...value.matchAll(/<(https?:[^|>]+)/gu)].map((match) => match[1] ?? ''));
  };
  look(blocks);
  return urls;
}
