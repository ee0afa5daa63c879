import type { CarrelClient, PostedAnswer } from '@carrel/contract';
import { ProblemError, routes } from '@carrel/contract';
import type { webApi } from '@slack/bolt';
import type { Rendered } from '../render/rich-text.ts';
import { channelMembers } from './channel-members.ts';

export interface PostForAllDeps {
  readonly client: webApi.WebClient;
  /** Carrel as the person whose answer it is. */
  readonly carrel: CarrelClient;
  readonly botUserId: string;
}

export interface Posting {
  readonly answerId: string;
  readonly channelId: string;
  readonly threadTs: string | null;
  readonly render: (posted: PostedAnswer) => Rendered;
}

export type PostingOutcome =
  | { readonly kind: 'posted'; readonly mayReadMore: boolean; readonly ts: string }
  /** Nothing stands in the channel. `unknown`: somebody there is not connected; `forbidden`: may not read all; `large`: too many. */
  | { readonly kind: 'kept'; readonly why: 'unknown' | 'forbidden' | 'large' };

/**
 * Puts an answer before a channel: everybody who is in it at that moment may read all that it rests on, says Carrel, and has it
 * on record before. Who came in between the check and the posting is looked for afterwards; if they may not read it, the
 * message goes again.
 */
export async function postForAll(deps: PostForAllDeps, posting: Posting): Promise<PostingOutcome> {
  const { client, botUserId } = deps;
  const members = await channelMembers(client, posting.channelId, botUserId);
  if (members === null) return { kind: 'kept', why: 'large' };
  const checked = await checkAll(deps.carrel, posting, members);
  if ('kind' in checked) return checked;
  const message = posting.render(checked);
  const { ts } = await client.chat.postMessage({
    channel: posting.channelId,
    ...message,
    ...quietly,
    ...(posting.threadTs !== null && { thread_ts: posting.threadTs }),
  });
  if (ts === undefined) throw new TypeError('Slack named no message.');
  const late = await refusalOfNewcomers(deps, posting, members);
  if (late !== null) {
    await client.chat.delete({ channel: posting.channelId, ts });
    return late;
  }
  return { kind: 'posted', mayReadMore: checked.mayReadMore, ts };
}

/** No previews of addresses, no names made into mentions. */
export const quietly = { unfurl_links: false, unfurl_media: false, link_names: false, parse: 'none' } as const;

/** Null: nobody came, or whoever came may read it too. When that cannot be found out, it counts as no. */
async function refusalOfNewcomers(deps: PostForAllDeps, posting: Posting, before: readonly string[]): Promise<PostingOutcome | null> {
  try {
    const now = await channelMembers(deps.client, posting.channelId, deps.botUserId);
    if (now === null) return { kind: 'kept', why: 'large' };
    const known = new Set(before);
    if (now.every((member) => known.has(member))) return null;
    const checked = await checkAll(deps.carrel, posting, now);
    return 'kind' in checked ? checked : null;
  } catch {
    return { kind: 'kept', why: 'unknown' };
  }
}

async function checkAll(
  carrel: CarrelClient,
  { answerId, channelId }: Posting,
  audience: readonly string[],
): Promise<PostedAnswer | Extract<PostingOutcome, { kind: 'kept' }>> {
  try {
    return await carrel.call(routes.postAnswer, { params: { id: answerId }, body: { channelId, audience: [...audience] } });
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'AUDIENCE_UNKNOWN') return { kind: 'kept', why: 'unknown' };
    if (error instanceof ProblemError && error.problem.code === 'AUDIENCE_MAY_NOT_READ') return { kind: 'kept', why: 'forbidden' };
    throw error;
  }
}

export const keptTexts: Readonly<Record<Extract<PostingOutcome, { kind: 'kept' }>['why'], string>> = {
  unknown: 'Not posted: not everybody in this channel has connected a Carrel account, so there is nothing that all of you may read.',
  forbidden: 'Not posted: not everybody in this channel may read what this answer rests on.',
  large: 'Not posted: this channel has more people than an answer is checked for (200).',
};
