import { z } from 'zod';
import { askResultSchema } from './ask.ts';
import { timeSchema } from './common.ts';

/** Ids as Slack makes them: capital letters and digits. */
export const slackIdSchema = z.string().regex(/^[A-Z0-9]{2,40}$/, 'expected an id of Slack');
const nameSchema = z.string().trim().max(200);

/** A member of a Slack workspace, with the names that Slack gives for both. */
export const slackAccountSchema = z.object({
  teamId: slackIdSchema,
  slackUserId: slackIdSchema,
  teamName: nameSchema,
  slackUserName: nameSchema,
});
export const createdSlackLinkRequestSchema = z.object({ url: z.string(), expiresAt: timeSchema });
export const slackTokenBodySchema = z.object({ token: z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'expected the token of a link') });
export const slackLinkRequestSchema = slackAccountSchema.extend({ expiresAt: timeSchema }).meta({ id: 'SlackLinkRequest' });
export type SlackLinkRequestView = z.infer<typeof slackLinkRequestSchema>;
export const slackLinkSchema = slackAccountSchema.extend({ id: z.string(), createdAt: timeSchema }).meta({ id: 'SlackLink' });
export type SlackLinkView = z.infer<typeof slackLinkSchema>;
export const ownedSlackLinkSchema = slackLinkSchema
  .extend({ user: z.object({ id: z.string(), name: z.string(), email: z.string() }) })
  .meta({ id: 'OwnedSlackLink' });
export type OwnedSlackLink = z.infer<typeof ownedSlackLinkSchema>;

/** Where to tell somebody when the work on their question was cut off: ids alone. */
export const slackPlaceSchema = z.object({
  teamId: slackIdSchema,
  channelId: slackIdSchema,
  slackUserId: slackIdSchema,
  threadTs: z.string().max(40).nullable(),
  isDirect: z.boolean(),
});
export type SlackPlace = z.infer<typeof slackPlaceSchema>;
const eventIdSchema = z.string().min(1).max(200);
/** What came at about the same time is taken together. */
export const claimSlackEventsBodySchema = z.object({
  events: z
    .array(z.object({ eventId: eventIdSchema, place: slackPlaceSchema.nullable() }))
    .min(1)
    .max(100),
});
export const finishSlackEventBodySchema = z.object({ eventId: eventIdSchema });
export const unfinishedSlackEventSchema = z.object({ eventId: z.string(), seenAt: timeSchema, place: slackPlaceSchema.nullable() });

export const slackRefusals = ['SLACK_GUEST', 'SLACK_FOREIGN', 'SLACK_BOT', 'SLACK_SHARED_CHANNEL', 'SLACK_NOT_LINKED'] as const;
export const slackRefusalBodySchema = z.object({ teamId: slackIdSchema, slackUserId: slackIdSchema, reason: z.enum(slackRefusals) });
export type SlackRefusal = (typeof slackRefusals)[number];

/** One thing that the bot tried, for the test in Settings. `finding` is a word of Slack, such as `invalid_auth`. */
const slackCheckSchema = z.object({
  check: z.enum(['token', 'scopes', 'connection', 'carrel']),
  teamId: z.string().nullable(),
  isOk: z.boolean(),
  finding: z.string().max(300).nullable(),
});
export type SlackCheck = z.infer<typeof slackCheckSchema>;
export const slackBotStateSchema = z.object({
  mode: z.enum(['socket', 'http']),
  /** Whether Slack's events reach the bot: the socket is open, or the port listens. */
  isConnected: z.boolean(),
  teams: z.array(z.object({ teamId: z.string(), name: z.string() })).max(100),
  /** Since the bot started. */
  questions: z.int(),
  refusals: z.int(),
  failures: z.int(),
  /** Questions in work. */
  running: z.int(),
  test: z.object({ at: timeSchema, checks: z.array(slackCheckSchema).max(500) }).nullable(),
});
export type SlackBotState = z.infer<typeof slackBotStateSchema>;
export const slackBotAnswerSchema = z.object({
  /** Under which people reach Carrel, without a slash at the end. */
  baseUrl: z.string(),
  testRequestedAt: timeSchema.nullable(),
});

export const slackOverviewSchema = z
  .object({
    /** Whether this Carrel lets a bot in at all. */
    isConfigured: z.boolean(),
    /** Whether the bot gave a sign of life within the last half minute. */
    isAlive: z.boolean(),
    seenAt: timeSchema.nullable(),
    testRequestedAt: timeSchema.nullable(),
    state: slackBotStateSchema.nullable(),
    links: z.array(ownedSlackLinkSchema),
  })
  .meta({ id: 'SlackOverview' });
export type SlackOverview = z.infer<typeof slackOverviewSchema>;

const threadSchema = z.string().min(1).max(200);
export const findSlackThreadBodySchema = z.object({ thread: threadSchema });
export const putSlackThreadBodySchema = z.object({ thread: threadSchema, conversationId: z.string() });
export const slackThreadSchema = z.object({ conversationId: z.string().nullable() });

/** Everybody who would see an answer in a channel, the asker included; as ids of the asker's workspace. */
export const postAnswerBodySchema = z.object({ channelId: slackIdSchema, audience: z.array(slackIdSchema).min(1).max(200) });
export const postedAnswerSchema = z
  .object({
    question: z.string(),
    result: askResultSchema,
    /** Whether the asker may read more than the others together. */
    mayReadMore: z.boolean(),
  })
  .meta({ id: 'PostedAnswer' });
export type PostedAnswer = z.infer<typeof postedAnswerSchema>;
