import { z } from 'zod';
import { pageQuerySchema, repeated, timeSchema } from './common.ts';

/** One numbered event as an officer sees it: ids and codes, no text of people or documents. */
export const auditEventSchema = z
  .object({
    id: z.string(),
    shard: z.int(),
    seq: z.int(),
    time: timeSchema,
    type: z.string(),
    outcome: z.string(),
    actorRef: z.string(),
    targetRef: z.string().nullable(),
    channel: z.string(),
    leafHash: z.string(),
    /** The leaf itself, exactly as it was hashed (JSON text). */
    leaf: z.string(),
  })
  .meta({ id: 'AuditEvent' });
export type AuditEventView = z.infer<typeof auditEventSchema>;

export const listAuditEventsQuerySchema = pageQuerySchema.extend({
  type: repeated(z.string()),
  actor: z.string().optional(),
  target: z.string().optional(),
  /** Events in whose context this document was: who has seen it. */
  documentId: z.string().optional(),
  from: timeSchema.optional(),
  to: timeSchema.optional(),
});

export const listSightingsQuerySchema = pageQuerySchema.extend({
  /** Only this version of the document. */
  versionId: z.string().max(100).optional(),
  /** `answers`: only answers that it was given to, the list for recalling them. */
  of: z.enum(['all', 'answers']).default('all'),
  from: timeSchema.optional(),
  to: timeSchema.optional(),
});

/** That somebody has seen a document, by pseudonym. */
export const sightingSchema = z
  .object({
    eventId: z.string(),
    shard: z.int(),
    seq: z.int(),
    time: timeSchema,
    type: z.string(),
    outcome: z.string(),
    actorRef: z.string(),
    /** Everybody before whom the answer was put with it, by pseudonym: who was in the channel. Empty: the actor alone. */
    audienceRefs: z.array(z.string()),
    channel: z.string(),
    /** The answer that it was given to; null when it was searched or opened. */
    answerId: z.string().nullable(),
    versionIds: z.array(z.string()),
    passageCount: z.int(),
    /** Whether a passage was in front of the model, or quoted. */
    isInPrompt: z.boolean(),
    isCited: z.boolean(),
  })
  .meta({ id: 'Sighting' });
export type SightingView = z.infer<typeof sightingSchema>;

/** What whoever asks makes of the export. The same is sent for each: the log records what left for what. */
export const exportAuditLogQuerySchema = z.object({ format: z.enum(['raw', 'jsonl', 'csv', 'bundle']).default('raw') });

/**
 * The raw log for verification, one JSON object a line (`application/jsonl`): whoever checks it needs nothing else. `shard`
 * lines, each followed by its `key`, `checkpoint`, `entry` and `tile` lines in order; `pending` last.
 */
export const auditExportLineSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('shard'), shard: z.int(), size: z.int() }),
  z.object({
    kind: z.literal('entry'),
    shard: z.int(),
    seq: z.int(),
    id: z.string(),
    time: z.string(),
    type: z.string(),
    outcome: z.string(),
    actorRef: z.string(),
    targetRef: z.string().nullable(),
    channel: z.string(),
    /** base64 of the exact leaf bytes */
    leaf: z.string(),
    leafHash: z.string(),
    /** SHA-256 of each sealed ciphertext that is still stored, by field. */
    sealed: z.record(z.string(), z.string()).nullable(),
  }),
  z.object({ kind: z.literal('key'), shard: z.int(), verifierKey: z.string() }),
  z.object({ kind: z.literal('checkpoint'), shard: z.int(), note: z.string() }),
  /** data: base64 of the hashes, one after the other */
  z.object({ kind: z.literal('tile'), shard: z.int(), level: z.int(), index: z.int(), data: z.string() }),
  z.object({ kind: z.literal('pending'), count: z.int(), oldestCreatedAt: timeSchema.nullable() }),
]);
export type AuditExportLine = z.infer<typeof auditExportLineSchema>;
