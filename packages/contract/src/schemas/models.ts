import { z } from 'zod';

const licenceSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    commercialUse: z.enum(['yes', 'limited', 'no', 'unknown']),
    monthlyUsersLimit: z.int().nullable(),
    isShareAlikeOnServing: z.boolean(),
    limits: z.array(z.string()),
  })
  .meta({ id: 'ModelLicence' });
export type ModelLicenceView = z.infer<typeof licenceSchema>;

/** A model of the catalogue. Null: not known. */
export const catalogueModelViewSchema = z
  .object({
    name: z.string(),
    title: z.string(),
    family: z.string(),
    role: z.enum(['answer', 'embed', 'rerank']),
    publisher: z.string(),
    parameters: z.int().nullable(),
    activeParameters: z.int().nullable(),
    isMixtureOfExperts: z.boolean(),
    tuning: z.enum(['instruction', 'base']).nullable(),
    isReasoning: z.boolean().nullable(),
    licence: licenceSchema.nullable(),
    contextTokens: z.int().nullable(),
    dimensions: z.int().nullable(),
    trainingData: z.string().nullable(),
    files: z.array(
      z.object({
        repository: z.string(),
        file: z.string(),
        precision: z.string(),
        sizeBytes: z.int().nullable(),
        sha256: z.string(),
      }),
    ),
    /** Whose catalogue says so. */
    catalogue: z.string(),
    /** Why it cannot be got by its name; null when it can. */
    notPullable: z.string().nullable(),
  })
  .meta({ id: 'CatalogueModel' });
export type CatalogueModelView = z.infer<typeof catalogueModelViewSchema>;

const gib = z.coerce.number().min(0).max(65_536);

/** Of a machine: in GiB. What is not given is measured on the machine that Carrel runs on. */
export const fitQuerySchema = z.object({
  /** A model of the catalogue or on this machine, or a size such as `7B`, `70B-F16` or `109B-A17B-Q4_K_M`; all of the catalogue when left out. */
  name: z.string().min(1).max(1_000).optional(),
  ramGib: gib.optional(),
  /** Of each graphics card, separated by commas; 0 for none. */
  vramGib: z
    .string()
    .regex(/^\d+(\.\d+)?(,\d+(\.\d+)?){0,15}$/)
    .optional(),
  contextTokens: z.coerce.number().int().min(16).max(16_777_216).optional(),
  parallelAnswers: z.coerce.number().int().min(1).max(1_024).optional(),
});

export const fitSchema = z
  .object({
    name: z.string(),
    verdict: z.enum(['gpu', 'gpu-layers', 'cpu', 'none', 'unknown', 'other-format']),
    /** The verdict in words. */
    sentence: z.string(),
    gpuLayers: z.int().nullable(),
    tokensPerSecond: z.number().nullable(),
    contextTokens: z.int().nullable(),
    parallelAnswers: z.int().nullable(),
    neededBytes: z.int().nullable(),
    availableBytes: z.int().nullable(),
    /** Adds up to `neededBytes`. */
    sum: z.array(z.object({ part: z.string(), sizeBytes: z.int(), how: z.string() })),
    alternatives: z.array(
      z.object({
        kind: z.enum(['precision', 'context', 'model']),
        name: z.string(),
        precision: z.string().nullable(),
        contextTokens: z.int(),
        neededBytes: z.int(),
      }),
    ),
    assumptions: z.array(z.string()),
    /** How to serve a model of another format; empty otherwise. */
    commands: z.array(z.string()),
  })
  .meta({ id: 'ModelFit' });
export type FitView = z.infer<typeof fitSchema>;

/** `licence`: the name of the licence, typed by whoever accepts it. */
export const pullModelBodySchema = z.strictObject({ name: z.string().min(1).max(100), licence: z.string().max(500).default('') });

export const importModelBodySchema = z.strictObject({
  /** A GGUF file on the machine that Carrel runs on. */
  path: z.string().min(1).max(4_096),
  /** What the model shall be called; the name of the catalogue, or of the file, where it is left out. */
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,80}$/)
    .optional(),
  licence: z.string().max(500).default(''),
  /** Stated twice where the catalogue does not know the file. */
  sha256: z.string().optional(),
  sha256Again: z.string().optional(),
});

export const modelNameBodySchema = z.strictObject({ name: z.string().min(1).max(200) });

export const modelVerificationSchema = z
  .object({
    name: z.string(),
    /** Of the file as it is now. */
    sha256: z.string(),
    /** What it was installed with; null: it was put there by hand. */
    expected: z.string().nullable(),
    outcome: z.enum(['unaltered', 'altered', 'invalid', 'unrecorded']),
    /** Why it cannot be loaded; else null. */
    reason: z.string().nullable(),
  })
  .meta({ id: 'ModelVerification' });
export type ModelVerification = z.infer<typeof modelVerificationSchema>;

export const installationSchema = z
  .object({
    name: z.string(),
    kind: z.enum(['pull', 'import']),
    state: z.enum(['fetching', 'checking', 'trying', 'installed', 'failed', 'cancelled']),
    doneBytes: z.int(),
    totalBytes: z.int().nullable(),
    /** Of the error catalogue, when it failed. */
    code: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'ModelInstallation' });
export type InstallationView = z.infer<typeof installationSchema>;
