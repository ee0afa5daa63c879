import { z } from 'zod';
import { errorCatalogue } from '@carrel/core';
import type { ErrorCode } from '@carrel/core';

/**
 * Messages between the worker and an engine: the process that holds one model. They go over Node's IPC channel with
 * structured cloning, so vectors travel as they are. An id names one request; answers carry the same id.
 */
export const engineRoles = ['llm', 'embedding'] as const;
export type EngineRole = (typeof engineRoles)[number];

/** How soon the threads are needed. `query`: a person waits for one embedding. */
export const urgencies = ['query', 'generation', 'document'] as const;
export type Urgency = (typeof urgencies)[number];

const loadCommandSchema = z.object({
  type: z.literal('load'),
  role: z.enum(engineRoles),
  path: z.string(),
  /** Threads that all contexts of this process may use at once. */
  threads: z.int().min(1),
  /** Places for answers written at the same time; null: by the number of threads. */
  slots: z.int().min(1).nullable(),
  maxContextTokens: z.int().min(1),
  gpu: z.boolean(),
});
export type LoadCommand = z.infer<typeof loadCommandSchema>;

const embedCommandSchema = z.object({
  type: z.literal('embed'),
  id: z.int(),
  purpose: z.enum(['query', 'document']),
  inputs: z.array(z.string()),
});
const tokenizeCommandSchema = z.object({
  type: z.literal('tokenize'),
  id: z.int(),
  inputs: z.array(z.string()),
});

const generateCommandSchema = z.object({
  type: z.literal('generate'),
  id: z.int(),
  messages: z.array(z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })),
  maxTokens: z.int().min(1),
  temperature: z.number(),
  topP: z.number(),
  seed: z.int(),
  stop: z.array(z.string()),
  /** Null: shares nothing with anybody. */
  cacheScope: z.string().nullable(),
});
export type GenerateCommand = z.infer<typeof generateCommandSchema>;

export const engineCommandSchema = z.discriminatedUnion('type', [
  loadCommandSchema,
  embedCommandSchema,
  tokenizeCommandSchema,
  generateCommandSchema,
  z.object({ type: z.literal('cancel'), id: z.int() }),
  /** The share of this engine from now on. */
  z.object({ type: z.literal('threads-limit'), threads: z.int().min(0), seq: z.int() }),
]);
export type EngineCommand = z.infer<typeof engineCommandSchema>;

const loadedEventSchema = z.object({
  type: z.literal('loaded'),
  contextTokens: z.int(),
  dimensions: z.int().nullable(),
  maxInputTokens: z.int().nullable(),
  specialTokens: z.int(),
  textFormId: z.string(),
  slots: z.int(),
  /** Contexts that compute side by side, and the threads each has when all are busy. */
  contexts: z.int(),
  threadsPerContext: z.int(),
  chatTemplate: z.string().nullable(),
  engine: z.string(),
});
export type LoadedEvent = z.infer<typeof loadedEventSchema>;

const errorCodeSchema = z.custom<ErrorCode>((value) => typeof value === 'string' && value in errorCatalogue);

const vectorSchema = z.custom<Float32Array>((value) => value instanceof Float32Array);

export const engineEventSchema = z.discriminatedUnion('type', [
  loadedEventSchema,
  z.object({ type: z.literal('load-failed'), message: z.string() }),
  z.object({
    type: z.literal('embedded'),
    id: z.int(),
    vectors: z.array(vectorSchema),
    tokens: z.int(),
  }),
  z.object({ type: z.literal('tokenized'), id: z.int(), counts: z.array(z.int()) }),
  /** The prompt fits and has a place: reading it starts. */
  z.object({
    type: z.literal('accepted'),
    id: z.int(),
    promptTokens: z.int(),
    cachedTokens: z.int(),
  }),
  z.object({
    type: z.literal('progress'),
    id: z.int(),
    processedTokens: z.int(),
    totalTokens: z.int(),
  }),
  z.object({ type: z.literal('text'), id: z.int(), text: z.string() }),
  z.object({
    type: z.literal('finished'),
    id: z.int(),
    reason: z.enum(['stop', 'length']),
    completionTokens: z.int(),
  }),
  /** The request is over and its place is free. `message` never holds text of the request. */
  z.object({ type: z.literal('failed'), id: z.int(), code: errorCodeSchema, message: z.string() }),
  z.object({ type: z.literal('cancelled'), id: z.int() }),
  /** How many threads it could use now; 0: it is idle. */
  z.object({
    type: z.literal('threads-wanted'),
    threads: z.int().min(0),
    urgency: z.enum(urgencies),
  }),
  /** It keeps to the limit of this number from now on. */
  z.object({ type: z.literal('threads-held'), threads: z.int().min(0), seq: z.int() }),
]);
export type EngineEvent = z.infer<typeof engineEventSchema>;
/** Events that answer a request. */
export type EngineReply = Extract<EngineEvent, { readonly id: number }>;
