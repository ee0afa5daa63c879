import { z } from 'zod';
import {
  embeddingIndexEnds,
  answerDecisions,
  apiKeyScopes,
  channels,
  mediaTypes,
  roles,
  searchModes,
  sensitivityLabels,
} from '@carrel/core';
import { auditEventTypes } from '../catalogue/event-types.ts';
import { auditOutcomes, auditReasons } from '../catalogue/outcomes.ts';
import { answerFinishes, guardCodes } from '../events/asking-events.ts';
import * as value from './leaf-values.ts';

/** Fields that are kept outside the leaf, encrypted. */
export const sealedFieldNames = ['answer', 'comment', 'ctx', 'document', 'filter', 'identifier', 'ip', 'question', 'ua', 'user'] as const;
export type SealedFieldName = (typeof sealedFieldNames)[number];

const pointer = <Name extends SealedFieldName>(name: Name) => z.strictObject({ s: z.literal(name) });
const nullable = <Schema extends z.ZodType>(schema: Schema) => schema.nullable();

const actorSchema = z.strictObject({
  kind: z.enum(['user', 'system', 'anonymous']),
  /** Random pseudonym of a person (`sub_…`), or the name of a part of Carrel (`sys_…`). */
  ref: value.referenceSchema,
  sess: nullable(value.referenceSchema),
  auth: z
    .array(z.enum(['password', 'sign-in-link', 'api-key', 'data-folder-owner', 'process', 'oidc', 'mfa', 'passkey', 'slack-link']))
    .max(8),
  via: nullable(value.referenceSchema),
  obo: nullable(value.referenceSchema),
});

const originSchema = z.strictObject({
  channel: z.enum(channels),
  node: value.referenceSchema,
  req: value.referenceSchema,
  ip: pointer('ip').optional(),
  ua: pointer('ua').optional(),
});

export const targetKinds = [
  'answer',
  'apikey',
  'collection',
  'connector',
  'conversation',
  'document',
  'erasure',
  'group',
  'hold',
  'index',
  'log',
  'model',
  'node',
  'policy',
  'session',
  'setting',
  'user',
] as const;

const targetSchema = z.strictObject({ kind: z.enum(targetKinds), ref: value.tokenSchema, ver: nullable(value.referenceSchema) });

export const contextItemSchema = z.strictObject({
  rank: value.countSchema,
  chunk: value.referenceSchema,
  doc: value.referenceSchema,
  ver: value.referenceSchema,
  /** SHA-256 of the salted text: says later that a text is the one that was read, tells nothing without the document's key. */
  h: value.digestSchema,
  label: nullable(z.enum(sensitivityLabels)),
  policy: nullable(value.countSchema),
  in_prompt: z.boolean(),
  cited: z.boolean(),
});
export type ContextItem = z.infer<typeof contextItemSchema>;

/** More than this go into a sealed attachment. */
export const maxContextItems = 64;

const authorisationSchema = z.strictObject({
  policy_sha256: value.digestSchema,
  scope_sha256: value.digestSchema,
  acl_epoch: value.countSchema,
  checked: value.countSchema,
  /** Of entries from before November 2026: candidates that the check dropped. */
  dropped: value.countSchema.optional(),
});

const retrievalSchema = z.strictObject({
  index: value.tokenSchema,
  k: value.countSchema,
  mode: z.enum(searchModes),
  rerank: nullable(value.tokenSchema),
  cache: z.enum(['off', 'miss', 'hit']),
});

const modelSchema = z.strictObject({
  name: value.tokenSchema,
  file_sha256: nullable(value.digestSchema),
  engine: value.tokenSchema,
  engine_build: value.tokenSchema.optional(),
  host: nullable(value.tokenSchema),
  prompt_tpl_sha256: value.digestSchema.optional(),
  settings: value.countSchema.optional(),
  params: z.strictObject({ temp: value.decimalSchema, top_p: value.decimalSchema, seed: z.int(), max: value.countSchema }).optional(),
});

const embeddingSchema = z.strictObject({ name: value.tokenSchema, file_sha256: nullable(value.digestSchema), dim: value.countSchema });

const answerSchema = z.strictObject({
  s: z.literal('answer'),
  decision: z.enum(answerDecisions),
  citations: value.countSchema,
  tok_in: nullable(value.countSchema),
  tok_out: nullable(value.countSchema),
  finish: z.enum(answerFinishes),
  guard: z.array(z.string().regex(new RegExp(`^(${guardCodes.join('|')}):\\d{1,6}$`))).max(guardCodes.length),
});

const timingSchema = z.strictObject({
  queue_ms: value.countSchema.optional(),
  retr_ms: value.countSchema.optional(),
  ttft_ms: nullable(value.countSchema).optional(),
  total_ms: value.countSchema.optional(),
});

const referenceTo = <Kind extends string>(...kinds: readonly Kind[]) => z.strictObject({ kind: z.enum(kinds), ref: value.referenceSchema });

/** What only some types of event have. Closed like the rest: numbers, ids and words of closed lists. */
const detailSchema = z.strictObject({
  added: value.countSchema.optional(),
  attempt: value.countSchema.optional(),
  /** Whom else than the one who asked an answer was put before, by pseudonym. */
  audience: z.array(value.referenceSchema).max(200).optional(),
  changed: value.countSchema.optional(),
  cause: z
    .enum([
      'missing',
      'unreadable',
      'other-model',
      'requested',
      'checked',
      'rollback',
      'journal-missing',
      'journal-behind',
      'journal-gap',
      ...embeddingIndexEnds,
    ])
    .optional(),
  change: z
    .enum([
      'grant-added',
      'grant-ended',
      'created',
      'member-added',
      'member-removed',
      'renamed',
      'relabelled',
      'zoned',
      'deleted',
      'curator-added',
      'curator-ended',
      'paused',
      'resumed',
      'patterns',
      'deletions-confirmed',
    ])
    .optional(),
  chars: value.countSchema.optional(),
  chunks: value.countSchema.optional(),
  collection: value.referenceSchema.optional(),
  conv: value.referenceSchema.optional(),
  deleted: value.countSchema.optional(),
  deks: z.array(value.referenceSchema).max(256).optional(),
  failed: value.countSchema.optional(),
  findings: value.countSchema.optional(),
  format: z.enum(['jsonl', 'csv', 'ocsf', 'bundle']).optional(),
  generation: value.countSchema.optional(),
  grantee: referenceTo('user', 'group', 'everyone').optional(),
  held: value.countSchema.optional(),
  label: z.enum(sensitivityLabels).optional(),
  /** Whether the documents of the policy lie in an index table of their own. */
  strict: z.boolean().optional(),
  /** Whether a link that lets somebody in was sent by mail. */
  mailed: z.boolean().optional(),
  media: z.enum(mediaTypes).optional(),
  licence: value.tokenSchema.optional(),
  moved: value.countSchema.optional(),
  member: referenceTo('user', 'group').optional(),
  next_shard: value.countSchema.optional(),
  pages: nullable(value.countSchema).optional(),
  policy: value.referenceSchema.optional(),
  prev_collection: value.referenceSchema.optional(),
  prev_index: value.referenceSchema.optional(),
  prev_policy: value.referenceSchema.optional(),
  prev_shard: nullable(z.strictObject({ shard: value.countSchema, size: value.countSchema, hash: value.digestSchema })).optional(),
  prev_ver: nullable(value.referenceSchema).optional(),
  purpose: z.enum(['answering', 'embedding', 'reranking']).optional(),
  rating: z.enum(['helpful', 'not-helpful']).optional(),
  right: z.enum(['read', 'curate']).optional(),
  role: z.enum(roles).optional(),
  rows: value.countSchema.optional(),
  scopes: z.array(z.enum(apiKeyScopes)).max(apiKeyScopes.length).optional(),
  setting: value.tokenSchema.optional(),
  size_bytes: value.countSchema.optional(),
  /** Whose content an erasure or a hold is about. */
  subject: referenceTo('user', 'document').optional(),
  valid_from: value.leafTimeSchema.optional(),
  valid_to: nullable(value.leafTimeSchema).optional(),
  value_sha256: value.digestSchema.optional(),
  verdict: z.enum(['ok', 'tampered', 'incomplete', 'erased']).optional(),
  version: z.union([value.countSchema, value.tokenSchema]).optional(),
  owner: referenceTo('user').optional(),
});

const sealSchema = z.strictObject({
  /** SHA-256 of the stored ciphertext. */
  ct: value.digestSchema,
  /** Key commitment: the ciphertext can be opened with one key only. */
  kc: value.digestSchema,
  dek: value.referenceSchema,
});
export type Seal = z.infer<typeof sealSchema>;

/** What the process that tells of the event knows: everything but the place in the log. */
export const draftLeafSchema = z.strictObject({
  v: z.literal('carrel-audit/1'),
  id: value.eventIdSchema,
  time: value.leafTimeSchema,
  /** Which run of the process, and how long it had run: a wall clock that was set back shows against it. */
  clk: z.strictObject({ boot: value.bootIdSchema, up_ms: value.countSchema, ntp_ms: z.int().optional() }),
  type: z.enum(auditEventTypes),
  outcome: z.enum(auditOutcomes),
  reason: z.enum(auditReasons),
  prior: value.eventIdSchema.optional(),
  actor: actorSchema,
  origin: originSchema,
  target: targetSchema.optional(),
  question: z.strictObject({ s: z.literal('question'), len: value.countSchema }).optional(),
  ctx: z.array(contextItemSchema).max(maxContextItems).optional(),
  ctx_more: z.strictObject({ s: z.literal('ctx'), count: value.countSchema }).optional(),
  authz: authorisationSchema.optional(),
  retrieval: retrievalSchema.optional(),
  model: modelSchema.optional(),
  embed: embeddingSchema.optional(),
  answer: answerSchema.optional(),
  comment: pointer('comment').optional(),
  document: pointer('document').optional(),
  filter: pointer('filter').optional(),
  identifier: pointer('identifier').optional(),
  user: pointer('user').optional(),
  perf: timingSchema.optional(),
  detail: detailSchema.optional(),
  sealed: z.partialRecord(z.enum(sealedFieldNames), sealSchema).optional(),
});
export type DraftLeaf = z.infer<typeof draftLeafSchema>;

/**
 * The leaf `carrel-audit/1`: what is hashed and kept for ever. Closed objects, integers only, ASCII only; what people wrote
 * and what names them is sealed outside it.
 */
export const leafSchema = draftLeafSchema.extend({
  /** Name of the shard: the name of the log, a slash and the year. */
  log: z
    .string()
    .max(125)
    .regex(/^[a-z0-9][a-z0-9./-]*\/\d{4}$/),
  seq: value.countSchema,
  /** Leaf hash of the entry before; see `genesisHash` for the first one. */
  prev: value.digestSchema,
});
export type Leaf = z.infer<typeof leafSchema>;

/** 32 KiB: half of what an entry bundle of the tiled log can hold (C2SP tlog-tiles). */
export const maxLeafBytes = 32_768;
