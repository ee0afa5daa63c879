import { z } from 'zod';
import { answerDecisions, disagreementKinds, droppedReasons, passageStrengths, quotingReasons } from '@carrel/core';
import { problemSchema } from './common.ts';
import { locationViewSchema } from './location.ts';
import { passageSchema } from './search.ts';
import { validityViewSchema } from './validity.ts';

export const citationSchema = z
  .object({
    number: z.int(),
    documentId: z.string(),
    versionId: z.string(),
    chunkId: z.string(),
    title: z.string(),
    path: z.string(),
    page: z.int().optional(),
    location: locationViewSchema.optional(),
    /** Exactly the version's text from `start` to `end`. */
    quote: z.string(),
    /** What stands above the quote in the document and says what it is about: the head of its table, or the nearest heading. */
    context: z.string().optional(),
    /** Of its version, when the answer was made. */
    validity: validityViewSchema.optional(),
    start: z.int(),
    end: z.int(),
    supported: z.boolean(),
  })
  .meta({ id: 'Citation' });
export type CitationView = z.infer<typeof citationSchema>;

export const answerModelSchema = z.object({
  name: z.string(),
  id: z.string(),
  /** The host, when the model lies outside this network. */
  remoteHost: z.string().nullable(),
});

export const askBodySchema = z.object({
  question: z.string().trim().min(1, 'expected a question').max(4000),
  conversationId: z.string().optional(),
  collections: z.array(z.string()).max(100).optional(),
  model: z.string().max(200).optional(),
  stream: z.boolean().default(true),
});

/** How an answer came about: what was searched for, what was checked, what it rests on. */
export const answerProvenanceSchema = z
  .object({
    /** What was searched for, where that is not the question: a follow-up that was made whole. */
    searchQuery: z.string().nullable(),
    quotingReason: z.enum(quotingReasons).nullable(),
    settingsVersion: z.int(),
    model: z.object({ fileSha256: z.string().nullable(), engine: z.string().nullable(), promptTemplateSha256: z.string() }).nullable(),
    /** Sentences that were sent with the span that bears them, and those that were left out, by reason. */
    checks: z.object({ supported: z.int(), dropped: z.partialRecord(z.enum(droppedReasons), z.int()) }),
    /** Where the documents differ: the numbers of the two citations. */
    disagreements: z.array(z.object({ kind: z.enum(disagreementKinds), citations: z.tuple([z.int(), z.int()]) })),
    passages: z.array(z.object({ chunkId: z.string(), strength: z.enum(passageStrengths), isInPrompt: z.boolean(), isCited: z.boolean() })),
  })
  .meta({ id: 'AnswerProvenance' });
export type AnswerProvenanceView = z.infer<typeof answerProvenanceSchema>;

/** Sentences are separated by one space or a line break; the marks `[1]` in `answer` refer to `citations[].number`. */
export const askResultSchema = z
  .object({
    answerId: z.string(),
    conversationId: z.string(),
    decision: z.enum(answerDecisions),
    answer: z.string(),
    citations: z.array(citationSchema),
    /** For an abstention: the documents that came nearest. */
    nearest: z.array(z.object({ documentId: z.string(), title: z.string(), path: z.string() })),
    model: answerModelSchema.nullable(),
    /** Why the answer is made of quotations, as far as it is known; null when a model wrote it. */
    quotingReason: z.enum(quotingReasons).nullable(),
    /** Null: of an answer from before it was kept. */
    provenance: answerProvenanceSchema.nullable(),
    audit: z.object({ eventId: z.string(), seq: z.int() }),
    ms: z.object({ retrieve: z.int(), firstToken: z.int().nullable(), total: z.int() }),
  })
  .meta({ id: 'AskResult' });
export type AskResult = z.infer<typeof askResultSchema>;

export const askStages = ['searching', 'reading', 'writing', 'checking'] as const;

/**
 * The stream of `POST /api/v1/ask`: the SSE event name is `type`, the data is the rest as JSON. Order: accepted, passages,
 * then progress, delta and citation mixed (a delta's citations come before it), then done or error, exactly one.
 */
export const askEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('accepted'), answerId: z.string(), conversationId: z.string(), auditEventId: z.string() }),
  z.object({ type: z.literal('passages'), passages: z.array(passageSchema) }),
  z.object({ type: z.literal('progress'), stage: z.enum(askStages), tokens: z.int().optional(), totalTokens: z.int().optional() }),
  /** Whole checked sentences, with their citation marks. */
  z.object({ type: z.literal('delta'), text: z.string() }),
  z.object({ type: z.literal('citation'), citation: citationSchema }),
  z.object({ type: z.literal('done'), result: askResultSchema }),
  z.object({ type: z.literal('error'), problem: problemSchema }),
]);
export type AskEvent = z.infer<typeof askEventSchema>;
