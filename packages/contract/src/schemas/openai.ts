import { z } from 'zod';
import { answerDecisions } from '@carrel/core';
import { citationSchema } from './ask.ts';

/**
 * The OpenAI-compatible API, as far as a knowledge base has an answer to it. Names are those of that protocol. Requests are loose:
 * clients send much that does not concern a knowledge base (`temperature`, `tools`, …), which is left unread.
 * @see https://platform.openai.com/docs/api-reference/chat (read 2026-11-25)
 */
const contentPartSchema = z.looseObject({ type: z.string(), text: z.string().optional() });

const messageSchema = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
  content: z.union([z.string(), z.array(contentPartSchema).max(100)]).nullish(),
});
export type ChatMessage = z.infer<typeof messageSchema>;

export const chatCompletionBodySchema = z
  .looseObject({
    /** `carrel`: the knowledge base with the model in use; else the name of a model of `GET /v1/models`. */
    model: z.string().min(1).max(200),
    /** The last message of the user is the question, their earlier ones say what it follows on. */
    messages: z.array(messageSchema).min(1, 'expected at least one message').max(1_000),
    stream: z.boolean().nullish(),
    stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
    n: z.literal(1, 'expected 1: there is one answer').nullish(),
    /** An extension: names or ids of collections; undefined: all that the owner of the key may read. */
    collections: z.array(z.string()).max(100).nullish(),
  })
  .meta({ id: 'ChatCompletionRequest' });

const urlCitationSchema = z.object({
  type: z.literal('url_citation'),
  /** `start_index` and `end_index`: UTF-16 code units of `content`, half-open; the mark `[1]`. */
  url_citation: z.object({ start_index: z.int(), end_index: z.int(), title: z.string(), url: z.string() }),
});
export type UrlCitation = z.infer<typeof urlCitationSchema>;

const usageSchema = z.object({ prompt_tokens: z.int(), completion_tokens: z.int(), total_tokens: z.int() });
export type TokenUsage = z.infer<typeof usageSchema>;

const finishReasons = ['stop', 'content_filter'] as const;

/** Extensions: what `POST /api/v1/ask` says beside the text. */
const answerFacts = {
  citations: z.array(citationSchema),
  carrel: z.object({
    answerId: z.string(),
    conversationId: z.string(),
    decision: z.enum(answerDecisions),
    nearest: z.array(z.object({ documentId: z.string(), title: z.string(), path: z.string() })),
    /** The model that wrote; null: the answer is made of quotations. */
    model: z.string().nullable(),
    audit: z.object({ eventId: z.string(), seq: z.int() }),
  }),
};

const completionHead = { id: z.string(), created: z.int(), model: z.string() };

export const chatCompletionSchema = z
  .object({
    ...completionHead,
    object: z.literal('chat.completion'),
    choices: z.array(
      z.object({
        index: z.int(),
        message: z.object({
          role: z.literal('assistant'),
          content: z.string(),
          refusal: z.null(),
          annotations: z.array(urlCitationSchema),
        }),
        logprobs: z.null(),
        finish_reason: z.enum(finishReasons),
      }),
    ),
    usage: usageSchema,
    ...answerFacts,
  })
  .meta({ id: 'ChatCompletion' });
export type ChatCompletion = z.infer<typeof chatCompletionSchema>;

/** One `data:` of the stream; the last with a choice has `finish_reason`, annotations and the extensions. Then `[DONE]`. */
export const chatCompletionChunkSchema = z
  .object({
    ...completionHead,
    object: z.literal('chat.completion.chunk'),
    choices: z.array(
      z.object({
        index: z.int(),
        delta: z.object({
          role: z.literal('assistant').optional(),
          content: z.string().optional(),
          annotations: z.array(urlCitationSchema).optional(),
        }),
        logprobs: z.null(),
        finish_reason: z.enum(finishReasons).nullable(),
      }),
    ),
    usage: usageSchema.nullish(),
    citations: answerFacts.citations.optional(),
    carrel: answerFacts.carrel.optional(),
  })
  .meta({ id: 'ChatCompletionChunk' });
export type ChatCompletionChunk = z.infer<typeof chatCompletionChunkSchema>;

const maxInputs = 512;
export const embeddingsBodySchema = z
  .looseObject({
    /** `carrel`: the embedding model in use; else its name. */
    model: z.string().min(1).max(200),
    input: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(maxInputs)], 'expected a text, or up to 512 texts'),
    encoding_format: z.enum(['float', 'base64']).nullish(),
    dimensions: z.int().min(1).nullish(),
    /** An extension, for models that embed a question in another form than a document. */
    input_type: z.enum(['query', 'document']).nullish(),
  })
  .meta({ id: 'EmbeddingsRequest' });

export const embeddingsSchema = z
  .object({
    object: z.literal('list'),
    model: z.string(),
    data: z.array(
      z.object({
        object: z.literal('embedding'),
        index: z.int(),
        /** Of length 1; in base64: 32-bit floats, little-endian. */
        embedding: z.union([z.array(z.number()), z.string()]),
      }),
    ),
    usage: z.object({ prompt_tokens: z.int(), total_tokens: z.int() }),
  })
  .meta({ id: 'Embeddings' });

export const openAiModelSchema = z
  .object({ id: z.string(), object: z.literal('model'), created: z.int(), owned_by: z.string() })
  .meta({ id: 'OpenAiModel' });

/** Errors below `/v1` have this form. `code` is Carrel's, except where the protocol has a word of its own. */
export const openAiErrorSchema = z
  .object({
    error: z.object({
      message: z.string(),
      type: z.string(),
      param: z.string().nullable(),
      code: z.string(),
      request_id: z.string(),
    }),
  })
  .meta({ id: 'OpenAiError' });
export type OpenAiError = z.infer<typeof openAiErrorSchema>;
