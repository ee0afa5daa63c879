import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SlackPlace } from '@carrel/contract';

/** The parts of what Slack sends that say what it is and whose; the rest is left alone. */
const bodySchema = z.looseObject({
  event_id: z.string().optional(),
  trigger_id: z.string().optional(),
  team_id: z.string().nullish(),
  team: z.looseObject({ id: z.string() }).nullish(),
  user_id: z.string().optional(),
  user: z.looseObject({ id: z.string() }).optional(),
  channel_id: z.string().optional(),
  channel: z.looseObject({ id: z.string() }).optional(),
  response_url: z.string().optional(),
  event: z
    .looseObject({
      type: z.string(),
      user: z.string().optional(),
      channel: z.string().optional(),
      channel_type: z.string().optional(),
      ts: z.string().optional(),
      thread_ts: z.string().optional(),
      subtype: z.string().optional(),
      bot_id: z.string().optional(),
    })
    .optional(),
});

export interface Incoming {
  /** The same for every repetition of one event. */
  readonly eventId: string;
  readonly teamId: string | null;
  readonly slackUserId: string | null;
  readonly responseUrl: string | null;
  /** Where somebody waits for an answer; null: nobody does. */
  readonly place: SlackPlace | null;
}

/** Null: nothing that the bot knows. */
export function readIncoming(raw: unknown): Incoming | null {
  const parsed = bodySchema.safeParse(raw);
  if (!parsed.success) return null;
  const body = parsed.data;
  const ids = idsOf(body);
  return {
    eventId: body.event_id ?? (body.trigger_id === undefined ? `body:${digest(raw)}` : `trigger:${body.trigger_id}`),
    teamId: ids.teamId,
    slackUserId: ids.slackUserId,
    responseUrl: body.response_url ?? null,
    place: isQuestion(body) ? placeOf(body, ids) : null,
  };
}

type Body = z.infer<typeof bodySchema>;

/** Commands and shortcuts are told by their own address, which does not outlive the process. */
function isQuestion({ event }: Body): boolean {
  if (event === undefined || event.bot_id !== undefined || event.subtype !== undefined) return false;
  return event.type === 'app_mention' || (event.type === 'message' && event.channel_type === 'im');
}

interface Ids {
  readonly teamId: string | null;
  readonly slackUserId: string | null;
  readonly channelId: string | null;
}

/** Each kind of payload has its own places for them. */
function idsOf({ event, team_id: teamId, team, user_id: userId, user, channel_id: channelId, channel }: Body): Ids {
  return {
    teamId: firstOf(teamId, team?.id),
    slackUserId: firstOf(event?.user, userId, user?.id),
    channelId: firstOf(event?.channel, channelId, channel?.id),
  };
}

function firstOf(...values: readonly (string | null | undefined)[]): string | null {
  return values.find((value) => typeof value === 'string') ?? null;
}

function placeOf({ event }: Body, { teamId, slackUserId, channelId }: Ids): SlackPlace | null {
  if (teamId === null || slackUserId === null || channelId === null) return null;
  const threadTs = event?.thread_ts ?? event?.ts ?? null;
  return { teamId, slackUserId, channelId, threadTs, isDirect: event?.channel_type === 'im' };
}

function digest(raw: unknown): string {
  return createHash('sha256').update(JSON.stringify(raw)).digest('hex');
}
