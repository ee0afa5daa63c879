import { z } from 'zod';
import { modelRoles } from '../inventory/describe-gguf.ts';

/**
 * What goes over the wire: OpenAI's protocol and Carrel's few additions to it (marked), spoken by `workers/inference` and
 * by the client here. Requests are strict in what they mean and ignore fields they do not know, as OpenAI-compatible
 * servers do.
 * @see https://platform.openai.com/docs/api-reference (read 2026-11-20)
 */
const textPartSchema = z.object({ type: z.literal('text'), text: z.string() });
const contentSchema = z.union([z.string(), z.array(textPartSchema).transform((parts) => parts.map((part) => part.text).join(''))]);

export const chatRequestSchema = z.object({
  model: z.string().optional(),
  messages: z
    .array(
      z.object({
        role: z.enum(['system', 'developer', 'user', 'assistant']),
        content: contentSchema,
      }),
    )
    .min(1),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  seed: z.int().min(0).max(0xffff_ffff).nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(16)]).nullish(),
  n: z.literal(1).nullish(),
  /** Addition: who may share cached state with this prompt; absent, nobody. vLLM's `cache_salt` in spirit. */
  cache_scope: z.string().max(512).nullish(),
  /** Addition, as in llama-server: chunks with `prompt_progress` while the prompt is read. */
  return_progress: z.boolean().nullish(),
});
export type ChatRequest = z.infer<typeof chatRequestSchema>;

export const maxEmbeddingInputs = 256;
export const maxTokenizeInputs = 4096;
const oneOrMore = (max: number) => z.union([z.string().transform((text) => [text]), z.array(z.string()).min(1).max(max)]);

export const embeddingRequestSchema = z.object({
  model: z.string().optional(),
  input: oneOrMore(maxEmbeddingInputs),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.int().nullish(),
  /** Addition: `query` overtakes `document`, and each has the text form that the model was trained on. */
  purpose: z.enum(['query', 'document']).nullish(),
});

/** Addition: has the worker load one more model, or give one up. */
export const hostRequestSchema = z.strictObject({
  setting: z.string().min(1).max(4_096),
  role: z.enum(['embedding', 'llm']).default('embedding'),
});

/** Addition: tokens of each input, without special tokens. */
export const tokenizeRequestSchema = z.object({
  model: z.string().optional(),
  input: oneOrMore(maxTokenizeInputs),
});
export const tokenizeResponseSchema = z.object({ counts: z.array(z.int().min(0)) });

const embeddingItemSchema = z.looseObject({
  index: z.int().min(0),
  embedding: z.union([z.string(), z.array(z.number())]),
});
export const embeddingResponseSchema = z.looseObject({ data: z.array(embeddingItemSchema) });

/** One chunk of a chat stream. Thoughts (`reasoning_content`, `reasoning`) are not read. */
export const chatChunkSchema = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        delta: z.looseObject({ content: z.string().nullish() }).nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: z.looseObject({ prompt_tokens: z.int().min(0), completion_tokens: z.int().min(0).nullish() }).nullish(),
  prompt_progress: z.looseObject({ processed: z.int().min(0), total: z.int().min(0) }).nullish(),
  error: z.looseObject({ code: z.union([z.string(), z.number()]).nullish() }).nullish(),
});

/** Additions of Carrel's worker to an entry of `GET /v1/models`. Null: not known, or not yet. */
export const workerModelSchema = z.object({
  id: z.string(),
  object: z.literal('model'),
  /** What named it: a name or path. */
  setting: z.string().optional(),
  created: z.int(),
  owned_by: z.literal('carrel'),
  role: z.enum(modelRoles),
  state: z.enum(['loading', 'ready', 'failed']),
  /** Why it failed, or is being loaded again: a code of the error catalogue and a sentence for people. */
  reason: z.object({ code: z.string(), message: z.string() }).nullable(),
  sha256: z.string().nullable(),
  /** Identity of the vectors of an embedding model. */
  vector_id: z.string().nullable(),
  size_bytes: z.int().nullable(),
  architecture: z.string().nullable(),
  quantization: z.string().nullable(),
  licence: z.string().nullable(),
  /** Tokens of prompt and answer together. */
  context_tokens: z.int().nullable(),
  dimensions: z.int().nullable(),
  /** Tokens that one embedding input may have, with the special tokens that the model adds. */
  max_input_tokens: z.int().nullable(),
  special_tokens: z.int().nullable(),
  max_inputs: z.int().nullable(),
  /** SHA-256 of the chat template in the file. */
  chat_template_sha256: z.string().nullable(),
  engine: z.string().nullable(),
});
export type WorkerModel = z.infer<typeof workerModelSchema>;

/** An entry of `GET /v1/models` of any server: vLLM gives `max_model_len`, llama-server `meta`. */
export const modelListSchema = z.looseObject({
  data: z.array(
    z.looseObject({
      id: z.string(),
      owned_by: z.string().nullish(),
      max_model_len: z.int().nullish(),
      context_length: z.int().nullish(),
      meta: z
        .looseObject({
          n_ctx_train: z.int().nullish(),
          n_ctx: z.int().nullish(),
          n_embd: z.int().nullish(),
        })
        .nullish(),
    }),
  ),
});
export type ListedModel = z.infer<typeof modelListSchema>['data'][number];
