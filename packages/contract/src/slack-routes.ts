import { z } from 'zod';
import { signedIn, slackBot } from './access-rules.ts';
import { defineRoute } from './route.ts';
import { okSchema } from './schemas/common.ts';
import * as slack from './schemas/slack.ts';

/** Slack: what its bot may do for nobody in particular, what it does for a linked person, and how accounts are linked. */
export const slackRoutes = {
  requestSlackLink: defineRoute({
    method: 'POST',
    path: '/api/v1/slack/link-requests',
    tag: 'Slack',
    summary: 'A one-time link with which a person connects this Slack account to themselves',
    access: slackBot,
    body: slack.slackAccountSchema,
    status: 201,
    response: slack.createdSlackLinkRequestSchema,
  }),
  claimSlackEvents: defineRoute({
    method: 'POST',
    path: '/api/v1/slack/events/claim',
    tag: 'Slack',
    summary: 'Take what Slack sent; each id can be taken once in 24 hours',
    access: slackBot,
    body: slack.claimSlackEventsBodySchema,
    /** Ids that nobody took before; the rest was taken. */
    response: z.object({ taken: z.array(z.string()) }),
  }),
  finishSlackEvent: defineRoute({
    method: 'POST',
    path: '/api/v1/slack/events/finish',
    tag: 'Slack',
    summary: 'Note that the work on it is done',
    access: slackBot,
    body: slack.finishSlackEventBodySchema,
    response: okSchema,
  }),
  listUnfinishedSlackEvents: defineRoute({
    method: 'GET',
    path: '/api/v1/slack/events/unfinished',
    tag: 'Slack',
    summary: 'What was taken and not finished before this moment',
    access: slackBot,
    response: z.object({ items: z.array(slack.unfinishedSlackEventSchema) }),
  }),
  refuseInSlack: defineRoute({
    method: 'POST',
    path: '/api/v1/slack/refusals',
    tag: 'Slack',
    summary: 'Record that somebody in Slack was turned away',
    access: slackBot,
    body: slack.slackRefusalBodySchema,
    response: okSchema,
  }),
  noteSlackBot: defineRoute({
    method: 'PUT',
    path: '/api/v1/slack/bot',
    tag: 'Slack',
    summary: 'A sign of life of the bot',
    access: slackBot,
    body: slack.slackBotStateSchema,
    response: slack.slackBotAnswerSchema,
  }),

  findSlackThread: defineRoute({
    method: 'POST',
    path: '/api/v1/slack/threads/find',
    tag: 'Slack',
    summary: 'The caller’s conversation in a thread of Slack',
    access: signedIn('ask'),
    body: slack.findSlackThreadBodySchema,
    response: slack.slackThreadSchema,
  }),
  putSlackThread: defineRoute({
    method: 'PUT',
    path: '/api/v1/slack/threads',
    tag: 'Slack',
    summary: 'Keep which of the caller’s conversations belongs to a thread of Slack',
    access: signedIn('ask'),
    body: slack.putSlackThreadBodySchema,
    response: okSchema,
  }),
  postAnswer: defineRoute({
    method: 'POST',
    path: '/api/v1/answers/:id/postings',
    tag: 'Slack',
    summary: 'Check that everybody in a channel may read all that one’s own answer rests on, and record that it is put before them',
    access: signedIn('ask'),
    body: slack.postAnswerBodySchema,
    response: slack.postedAnswerSchema,
  }),

  showSlackLinkRequest: defineRoute({
    method: 'POST',
    path: '/api/v1/slack/link-requests/show',
    tag: 'Slack',
    summary: 'Which Slack account a link is for, before it is confirmed',
    access: signedIn(null),
    body: slack.slackTokenBodySchema,
    response: slack.slackLinkRequestSchema,
  }),
  linkSlackAccount: defineRoute({
    method: 'POST',
    path: '/api/v1/slack/links',
    tag: 'Slack',
    summary: 'Confirm a link: the Slack account asks as the caller from now on',
    access: signedIn(null),
    isSensitive: true,
    body: slack.slackTokenBodySchema,
    status: 201,
    response: slack.slackLinkSchema,
  }),
  listSlackLinks: defineRoute({
    method: 'GET',
    path: '/api/v1/slack/links',
    tag: 'Slack',
    summary: 'The caller’s own Slack accounts',
    access: signedIn(null),
    response: z.object({
      /** Whether this Carrel lets a Slack bot in. */
      isConfigured: z.boolean(),
      items: z.array(slack.slackLinkSchema),
    }),
  }),
  unlinkSlackAccount: defineRoute({
    method: 'DELETE',
    path: '/api/v1/slack/links/:id',
    tag: 'Slack',
    summary: 'Disconnect a Slack account of the caller; effective with its next message',
    access: signedIn(null),
    response: okSchema,
  }),

  slackOverview: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/slack',
    tag: 'Administration',
    summary: 'How the Slack bot is, and who is connected',
    access: signedIn('admin', 'admin'),
    response: slack.slackOverviewSchema,
  }),
  testSlack: defineRoute({
    method: 'POST',
    path: '/api/v1/admin/slack/test',
    tag: 'Administration',
    summary: 'Ask the bot to try its tokens and connections; the result is in the overview within seconds',
    access: signedIn('admin', 'admin'),
    response: z.object({ requestedAt: z.string() }),
  }),
  removeSlackLink: defineRoute({
    method: 'DELETE',
    path: '/api/v1/admin/slack/links/:id',
    tag: 'Administration',
    summary: 'Disconnect anybody’s Slack account; effective with its next message',
    access: signedIn('admin', 'admin'),
    isSensitive: true,
    response: okSchema,
  }),
} as const;
