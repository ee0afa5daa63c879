import { z } from 'zod';
import { signedIn } from './access-rules.ts';
import { defineRoute } from './route.ts';
import * as openai from './schemas/openai.ts';

/** The OpenAI-compatible API: the knowledge base as a model of that protocol, with citations. */
export const openAiRoutes = {
  createChatCompletion: defineRoute({
    method: 'POST',
    path: '/v1/chat/completions',
    tag: 'OpenAI-compatible',
    summary: 'Ask the knowledge base: one JSON document, or server-sent events with stream: true',
    access: signedIn('ask'),
    channel: 'openai',
    body: openai.chatCompletionBodySchema,
    format: 'sse',
    response: z.union([openai.chatCompletionSchema, openai.chatCompletionChunkSchema]),
  }),
  createEmbeddings: defineRoute({
    method: 'POST',
    path: '/v1/embeddings',
    tag: 'OpenAI-compatible',
    summary: 'Vectors of texts, by the embedding model in use',
    access: signedIn('ask'),
    channel: 'openai',
    body: openai.embeddingsBodySchema,
    response: openai.embeddingsSchema,
  }),
  listOpenAiModels: defineRoute({
    method: 'GET',
    path: '/v1/models',
    tag: 'OpenAI-compatible',
    summary: 'Names that the two others take',
    access: signedIn('ask'),
    channel: 'openai',
    response: z.object({ object: z.literal('list'), data: z.array(openai.openAiModelSchema) }),
  }),
  getOpenAiModel: defineRoute({
    method: 'GET',
    path: '/v1/models/:name',
    tag: 'OpenAI-compatible',
    summary: 'One of them',
    access: signedIn('ask'),
    channel: 'openai',
    response: openai.openAiModelSchema,
  }),
} as const;
