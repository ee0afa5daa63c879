import { z } from 'zod';

const id = z.string().min(1).max(60);

/** The parts of Slack's payloads that the bot uses. */
export const messageEventSchema = z.looseObject({
  user: id,
  channel: id,
  channel_type: z.string().optional(),
  text: z.string().default(''),
  ts: z.string(),
  thread_ts: z.string().optional(),
  subtype: z.string().optional(),
  bot_id: z.string().optional(),
  team: z.string().optional(),
  user_team: z.string().optional(),
  source_team: z.string().optional(),
});
export type MessageEvent = z.infer<typeof messageEventSchema>;

export const envelopeSchema = z.looseObject({ team_id: z.string(), is_ext_shared_channel: z.boolean().optional() });

export const commandSchema = z.looseObject({
  team_id: id,
  user_id: id,
  channel_id: id,
  text: z.string().default(''),
  trigger_id: z.string(),
});

export const messageShortcutSchema = z.looseObject({
  team: z.looseObject({ id }),
  user: z.looseObject({ id, team_id: z.string().optional() }),
  channel: z.looseObject({ id }),
  message: z.looseObject({ text: z.string().default(''), ts: z.string() }),
});

export const blockActionsSchema = z.looseObject({
  team: z.looseObject({ id }).nullable(),
  user: z.looseObject({ id, team_id: z.string().optional() }),
  trigger_id: z.string(),
  /** Of a message; a page such as App Home has none. */
  response_url: z.string().optional(),
  actions: z.array(z.looseObject({ action_id: z.string(), value: z.string().optional() })).min(1),
});

export const viewSubmissionSchema = z.looseObject({
  team: z.looseObject({ id }).nullable(),
  user: z.looseObject({ id, team_id: z.string().optional() }),
  view: z.looseObject({
    private_metadata: z.string(),
    state: z.looseObject({ values: z.record(z.string(), z.record(z.string(), z.looseObject({ value: z.string().nullish() }))) }),
  }),
});

export const homeOpenedSchema = z.looseObject({ user: id, tab: z.string().optional() });
export const offeredQuestionSchema = z.object({ q: z.string().min(1), t: z.string().min(1).max(200) });
export const sharedAnswerSchema = z.object({ a: z.string(), c: id });
