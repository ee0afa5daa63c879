import { sha256Schema } from '@carrel/core';
import { z } from 'zod';

const wordsSchema = z.string().trim().min(1).max(500);

/** A licence in plain words. Null, and `unknown`: not known; nobody should read a permission into it. */
export const catalogueLicenceSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  /** What must be typed to accept it. */
  name: wordsSchema,
  /** Where its text is. */
  url: z.url({ protocol: /^https$/ }),
  commercialUse: z.enum(['yes', 'limited', 'no', 'unknown']),
  /** Above so many monthly users a licence of the publisher is needed. */
  monthlyUsersLimit: z.int().min(1).nullable(),
  /** Whoever serves the model to others gives them the source of what is built around it. */
  isShareAlikeOnServing: z.boolean(),
  limits: z.array(wordsSchema).min(1),
});
export type CatalogueLicence = z.infer<typeof catalogueLicenceSchema>;

/** Sizes of the network, from which the memory it needs follows. */
export const catalogueShapeSchema = z.strictObject({
  layers: z.int().min(1).max(1000),
  /** Layers that keep keys and values of the context; the others keep a state of fixed size. */
  attentionLayers: z.int().min(0).max(1000),
  heads: z.int().min(1),
  keyValueHeads: z.int().min(1),
  /** Numbers of one key or value. */
  headDimensions: z.int().min(1),
  embeddingDimensions: z.int().min(1),
  vocabularyTokens: z.int().min(1).nullable(),
});

const catalogueFileSchema = z.strictObject({
  /** `OWNER/NAME` on the hub. */
  repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
  file: z.string().regex(/^[\w.-]+\.gguf$/),
  precision: z.string().min(2),
  sizeBytes: z.int().min(1).nullable(),
  sha256: sha256Schema,
});

export const catalogueModelSchema = z.strictObject({
  /** What `carrel models pull` calls it, and the folder that it gets. */
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,80}$/),
  title: wordsSchema,
  family: wordsSchema,
  role: z.enum(['answer', 'embed', 'rerank']),
  publisher: wordsSchema,
  /** All of them, every expert included. */
  parameters: z.int().min(1).nullable(),
  /** Those that compute one token. */
  activeParameters: z.int().min(1).nullable(),
  isMixtureOfExperts: z.boolean(),
  /** A base model completes text and does not answer. Null for models that write none. */
  tuning: z.enum(['instruction', 'base']).nullable(),
  /** Whether it writes thoughts before its answer; null: not known. */
  isReasoning: z.boolean().nullable(),
  /** Id of a licence; null: not confirmed. */
  licence: z.string().nullable(),
  contextTokens: z.int().min(1).nullable(),
  /** Of a vector; null for models that make none. */
  dimensions: z.int().min(1).nullable(),
  /** What the publisher discloses about the data it was trained on; null: not known. */
  trainingData: wordsSchema.nullable(),
  shape: catalogueShapeSchema.nullable(),
  files: z.array(catalogueFileSchema),
});
export type CatalogueModel = z.infer<typeof catalogueModelSchema>;

export const catalogueSchema = z.strictObject({
  schemaVersion: z.literal(1),
  /** Whose catalogue it is. */
  name: wordsSchema,
  licences: z.array(catalogueLicenceSchema),
  models: z.array(catalogueModelSchema),
});
export type Catalogue = z.infer<typeof catalogueSchema>;
