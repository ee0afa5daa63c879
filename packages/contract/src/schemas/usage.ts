import { z } from 'zod';
import { answerDecisions } from '@carrel/core';
import { timeSchema } from './common.ts';

const dateSchema = z.iso.date();

/** Whole days, UTC; both are counted. Undefined: the last 30. */
export const usageQuerySchema = z.object({ from: dateSchema.optional(), to: dateSchema.optional() });

/** Milliseconds that half and 95 of 100 took at most; null: there are none. */
const latencySchema = z.object({ p50: z.int().nullable(), p95: z.int().nullable() });
export type Latency = z.infer<typeof latencySchema>;

const decisionsSchema = z.record(z.enum(answerDecisions), z.int());

/** Counts alone: nothing of what was asked or said, and nobody by name. */
export const usageSchema = z
  .object({
    from: dateSchema,
    to: dateSchema,
    questions: z.int(),
    /** Who asked at least once. */
    people: z.int(),
    decisions: decisionsSchema,
    /** Broken off, by the asker or by a failure. */
    interrupted: z.int(),
    feedback: z.object({ helpful: z.int(), notHelpful: z.int() }),
    ms: z.object({ retrieve: latencySchema, firstToken: latencySchema, total: latencySchema }),
    days: z.array(z.object({ date: dateSchema, questions: z.int(), people: z.int() })),
    /** By model that was given the passages; null: answers of quotations without one. */
    models: z.array(
      z.object({ name: z.string().nullable(), questions: z.int(), decisions: decisionsSchema, ms: z.object({ total: latencySchema }) }),
    ),
    /** Answers that cite a document of the collection. */
    collections: z.array(z.object({ id: z.string(), name: z.string(), answers: z.int() })),
  })
  .meta({ id: 'Usage' });
export type Usage = z.infer<typeof usageSchema>;

const shares = z.number().min(0).max(1);

/** What can be changed while Carrel runs; the same bounds as where it is used. */
const answeringValuesSchema = z.strictObject({
  systemPrompt: z.string().trim().min(1).max(8000),
  maxPassages: z.int().min(1).max(50),
  maxPassagesPerDocument: z.int().min(1).max(50),
  promptPassageTokens: z.int().min(64).max(100_000),
  promptHistoryTokens: z.int().min(0).max(20_000),
  generationTimeoutMs: z.int().min(1000).max(3_600_000),
  relevance: z.strictObject({
    minCoverage: shares,
    minCoveragePlusCosine: z.number().min(0).max(2),
    minScore: z.number().min(-20).max(20),
    strongCoverage: shares,
  }),
});

export const updateSettingsBodySchema = z.strictObject({
  answering: answeringValuesSchema.partial().extend({ relevance: answeringValuesSchema.shape.relevance.partial().optional() }),
});

export const settingsSchema = z
  .object({
    answering: answeringValuesSchema.extend({
      /** Each change is a version; answers name the one that held. 0: the built-in defaults. */
      version: z.int(),
      /** Set by the environment. */
      temperature: z.number(),
      topP: z.number(),
      seed: z.int(),
      maxAnswerTokens: z.int(),
    }),
    /** The environment variables of this process, as they hold. */
    environment: z.array(
      z.object({
        variable: z.string(),
        description: z.string(),
        /** Null: not set, or a secret. */
        value: z.string().nullable(),
        isSecret: z.boolean(),
        /** Whether it was set; else it has its default. */
        isSet: z.boolean(),
      }),
    ),
    at: timeSchema,
  })
  .meta({ id: 'Settings' });
export type SettingsView = z.infer<typeof settingsSchema>;
