import { z } from 'zod';
import { askResultSchema } from './ask.ts';
import { pageQuerySchema, timeSchema } from './common.ts';
import { passageSchema } from './search.ts';

export const conversationSchema = z
  .object({ id: z.string(), title: z.string(), isPinned: z.boolean(), createdAt: timeSchema, updatedAt: timeSchema })
  .meta({ id: 'Conversation' });
export type ConversationView = z.infer<typeof conversationSchema>;

export const feedbackBodySchema = z.object({
  rating: z.enum(['helpful', 'not-helpful']),
  reason: z.string().trim().max(2000).nullable().default(null),
});

/** One turn. `withheld`: the reader may no longer read all of its sources, so the text is not given. */
export const turnSchema = z
  .discriminatedUnion('state', [
    z.object({
      state: z.literal('complete'),
      answerId: z.string(),
      question: z.string(),
      result: askResultSchema,
      passages: z.array(passageSchema),
      feedback: feedbackBodySchema.nullable(),
      /** Since when others may open the answer by its link. */
      sharedAt: timeSchema.nullable(),
      createdAt: timeSchema,
    }),
    z.object({ state: z.enum(['open', 'interrupted', 'withheld']), answerId: z.string(), question: z.string(), createdAt: timeSchema }),
  ])
  .meta({ id: 'Turn' });
export type Turn = z.infer<typeof turnSchema>;

export const conversationDetailSchema = conversationSchema.extend({ turns: z.array(turnSchema) }).meta({ id: 'ConversationDetail' });
export type ConversationDetail = z.infer<typeof conversationDetailSchema>;
export const listConversationsQuerySchema = pageQuerySchema.extend({ text: z.string().max(200).optional() });
export const updateConversationBodySchema = z.object({
  title: z.string().trim().min(1).max(200).optional(),
  isPinned: z.boolean().optional(),
});

/** An answer that is opened by its link. */
export const sharedAnswerSchema = z
  .object({
    answerId: z.string(),
    question: z.string(),
    /** Who asked. */
    askedBy: z.string(),
    isMine: z.boolean(),
    createdAt: timeSchema,
    sharedAt: timeSchema.nullable(),
    result: askResultSchema,
    passages: z.array(passageSchema),
  })
  .meta({ id: 'SharedAnswer' });
export type SharedAnswer = z.infer<typeof sharedAnswerSchema>;
export const shareBodySchema = z.object({ isShared: z.boolean() });
export const sharingSchema = z.object({ sharedAt: timeSchema.nullable() }).meta({ id: 'Sharing' });
