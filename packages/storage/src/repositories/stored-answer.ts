import {
  answerDecisions,
  type Answer,
  type AnswerProvenance,
  type AnswerResult,
  chunkIdSchema,
  collectionIdSchema,
  disagreementKinds,
  documentIdSchema,
  droppedReasons,
  locationSchema,
  passageStrengths,
  policyIdSchema,
  quotingReasons,
  sha256Schema,
  validitySchema,
  versionIdSchema,
} from '@carrel/core';
import { z } from 'zod';
import type { AnswerTable } from '../sql/schema.ts';
import { fromStoredJson } from './stored-json.ts';

const spanSchema = z.object({ start: z.int().nonnegative(), end: z.int().nonnegative() });

const passagesSchema = z.array(
  z.object({
    rank: z.number(),
    chunkId: chunkIdSchema,
    documentId: documentIdSchema,
    versionId: versionIdSchema,
    collectionId: collectionIdSchema,
    policyId: policyIdSchema,
    title: z.string(),
    path: z.string(),
    page: z.number().nullable(),
    location: locationSchema.exactOptional(),
    validity: validitySchema.exactOptional(),
    headings: z.array(z.string()),
    span: spanSchema,
    text: z.string(),
    textSha256: sha256Schema,
    score: z.number(),
  }),
);

const citationsSchema = z.array(
  z.object({
    number: z.int(),
    chunkId: chunkIdSchema,
    documentId: documentIdSchema,
    versionId: versionIdSchema,
    title: z.string(),
    path: z.string(),
    page: z.number().nullable(),
    location: locationSchema.exactOptional(),
    validity: validitySchema.exactOptional(),
    quote: z.string(),
    context: z.string().exactOptional(),
    span: spanSchema,
    supported: z.boolean(),
  }),
);

const modelSchema = z.object({ name: z.string(), id: z.string(), remoteHost: z.string().nullable() });
const timingsSchema = z.object({ retrieveMs: z.number(), firstTokenMs: z.number().nullable(), totalMs: z.number() });
const provenanceSchema: z.ZodType<AnswerProvenance> = z.object({
  searchQuery: z.string().nullable(),
  quotingReason: z.enum(quotingReasons).nullable(),
  settingsVersion: z.int(),
  model: z.object({ fileSha256: z.string().nullable(), engine: z.string().nullable(), promptTemplateSha256: z.string() }).nullable(),
  checks: z.object({ supported: z.int(), dropped: z.partialRecord(z.enum(droppedReasons), z.int()) }),
  // Answers from before documents were compared have none.
  disagreements: z.array(z.object({ kind: z.enum(disagreementKinds), citations: z.tuple([z.int(), z.int()]) })).default([]),
  passages: z.array(
    z.object({ chunkId: chunkIdSchema, strength: z.enum(passageStrengths), isInPrompt: z.boolean(), isCited: z.boolean() }),
  ),
});
const decisionSchema = z.enum(answerDecisions);

export function toAnswer(row: AnswerTable): Answer {
  const passages = fromStoredJson(passagesSchema, row.passages, 'the passages of an answer');
  return {
    id: row.id,
    conversationId: row.conversation_id,
    ownerId: row.owner_id,
    question: row.question,
    state: row.state,
    result: toResult(row),
    documentIds: [...new Set(passages.map((passage) => passage.documentId))],
    passages,
    intentEventId: row.intent_event_id,
    terminalEventId: row.terminal_event_id,
    createdAt: row.created_at,
    sharedAt: row.shared_at,
    feedback:
      row.feedback_rating === null || row.feedback_at === null
        ? null
        : { rating: row.feedback_rating, reason: row.feedback_reason, at: row.feedback_at },
  };
}

function toResult(row: AnswerTable): AnswerResult | null {
  if (row.decision === null || row.text === null || row.citations === null || row.timings === null) return null;
  return {
    decision: decisionSchema.parse(row.decision),
    text: row.text,
    citations: fromStoredJson(citationsSchema, row.citations, 'the citations of an answer'),
    model: row.model === null ? null : fromStoredJson(modelSchema, row.model, 'the model of an answer'),
    timings: fromStoredJson(timingsSchema, row.timings, 'the timings of an answer'),
    provenance: row.provenance === null ? null : fromStoredJson(provenanceSchema, row.provenance, 'the provenance of an answer'),
  };
}

export function resultColumns(
  result: AnswerResult | null,
): Pick<AnswerTable, 'decision' | 'text' | 'citations' | 'model' | 'timings' | 'provenance'> {
  if (result === null) return { decision: null, text: null, citations: null, model: null, timings: null, provenance: null };
  return {
    decision: result.decision,
    text: result.text,
    citations: JSON.stringify(result.citations),
    model: result.model === null ? null : JSON.stringify(result.model),
    timings: JSON.stringify(result.timings),
    provenance: result.provenance === null ? null : JSON.stringify(result.provenance),
  };
}
