import type { z } from 'zod';
import type { GenerationEvent, GenerationRequest, LanguageModel } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import type { ModelConnection } from './model-connection.ts';
import type { TimeLimits } from './request-timers.ts';
import { countAtWorker } from './embedding-model.ts';
import { estimateTokens } from './estimate-tokens.ts';
import { parseWire } from './parse-wire.ts';
import { errorInStream } from './server-error.ts';
import { createThinkingFilter } from './thinking-filter.ts';
import { chatChunkSchema } from './wire-schemas.ts';

/**
 * What a server understands beyond OpenAI's protocol. Real servers refuse or ignore fields that they do not know, so each
 * is sent only its own.
 */
export type ServerDialect = 'carrel' | 'vllm' | 'llama-server' | 'openai';

export interface LanguageModelOptions {
  readonly name: string;
  readonly id: string;
  readonly fileSha256: string | null;
  readonly engine: string;
  readonly contextTokens: number;
  readonly remoteHost: string | null;
  readonly dialect: ServerDialect;
  readonly limits?: TimeLimits;
}

const defaultSilenceTimeoutMs = 120_000;
const longestAnswerMs = 900_000;

/** The prompt may wait for a free place and then take long to be read; a server that gives progress is never silent for long. */
export function generationLimits(silenceTimeoutMs: number = defaultSilenceTimeoutMs): TimeLimits {
  return {
    firstByteTimeoutMs: silenceTimeoutMs,
    idleTimeoutMs: silenceTimeoutMs,
    totalTimeoutMs: Math.max(longestAnswerMs, silenceTimeoutMs),
  };
}

/** A language model at an OpenAI-compatible server. Generation is never repeated: a second run is another answer. */
export function createLanguageModel(deps: { readonly connection: ModelConnection }, options: LanguageModelOptions): LanguageModel {
  const { connection } = deps;
  return {
    name: options.name,
    id: options.id,
    fileSha256: options.fileSha256,
    engine: options.engine,
    contextTokens: options.contextTokens,
    remoteHost: options.remoteHost,
    generate: (request) => generate(connection, options, request),
    countTokens: async (inputs, countOptions) => {
      if (options.dialect !== 'carrel') return inputs.map(estimateTokens);
      return countAtWorker(connection, {
        model: options.name,
        inputs,
        signal: countOptions?.signal,
      });
    },
  };
}

async function* generate(
  connection: ModelConnection,
  options: LanguageModelOptions,
  request: GenerationRequest,
): AsyncGenerator<GenerationEvent> {
  request.signal.throwIfAborted();
  const thinking = createThinkingFilter();
  const reading = startReading();
  const exchange = { signal: request.signal, limits: options.limits ?? generationLimits() };
  for await (const data of connection.postForEvents('/v1/chat/completions', bodyOf(options, request), exchange)) {
    if (data === '[DONE]') break;
    const chunk = parseChunk(data);
    const progress = chunk.prompt_progress;
    if (progress !== undefined && progress !== null)
      yield {
        type: 'prompt-progress',
        processedTokens: progress.processed,
        totalTokens: progress.total,
      };
    const text = thinking.push(reading.take(chunk));
    if (text !== '') yield { type: 'text', text };
  }
  request.signal.throwIfAborted();
  const finish = reading.finish(request);
  const rest = thinking.end();
  if (rest !== '') yield { type: 'text', text: rest };
  yield finish;
}

/** Collects what the chunks say about the end: reason and token counts may come in different chunks. */
function startReading(): {
  take(chunk: Chunk): string;
  finish(request: GenerationRequest): GenerationEvent;
} {
  let reason: 'stop' | 'length' | null = null;
  let usage: Chunk['usage'] = null;
  let textChunks = 0;
  return {
    take: (chunk) => {
      const choice = chunk.choices?.[0];
      usage = chunk.usage ?? usage;
      reason = finishReason(choice?.finish_reason) ?? reason;
      const text = choice?.delta?.content ?? '';
      if (text !== '') textChunks += 1;
      return text;
    },
    finish: (request) => {
      if (reason === null)
        throw new CarrelError('MODEL_UNAVAILABLE', {
          message: 'the stream of the model server ended before the answer did',
        });
      const promptTokens = usage?.prompt_tokens ?? request.messages.reduce((sum, message) => sum + estimateTokens(message.content), 0);
      return {
        type: 'finish',
        reason,
        promptTokens,
        completionTokens: usage?.completion_tokens ?? textChunks,
      };
    },
  };
}

function bodyOf(options: LanguageModelOptions, request: GenerationRequest): object {
  return {
    model: options.name,
    messages: request.messages,
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: request.maxTokens,
    temperature: request.temperature,
    top_p: request.topP,
    seed: request.seed,
    ...dialectFields(options.dialect, request),
  };
}

function dialectFields(dialect: ServerDialect, request: GenerationRequest): object {
  switch (dialect) {
    case 'carrel':
      return { cache_scope: request.cacheScope, return_progress: true };
    case 'vllm':
      return { cache_salt: request.cacheScope };
    case 'llama-server':
      // Its slots keep state across requests and know no scopes.
      return { cache_prompt: false, return_progress: true };
    case 'openai':
      return {};
  }
}

type Chunk = z.infer<typeof chatChunkSchema>;

function parseChunk(data: string): Chunk {
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    // No cause: the message of a JSON error quotes the text.
    throw new CarrelError('MODEL_RESPONSE_INVALID', {
      message: `expected JSON in the stream of the model server, got ${data.length} characters that are not`,
    });
  }
  const chunk = parseWire(chatChunkSchema, json, 'stream chunks');
  if (chunk.error !== undefined && chunk.error !== null) throw errorInStream(chunk.error.code);
  return chunk;
}

function finishReason(reason: string | null | undefined): 'stop' | 'length' | null {
  if (reason === null || reason === undefined || reason === '') return null;
  if (reason === 'stop' || reason === 'length') return reason;
  throw new CarrelError('MODEL_RESPONSE_INVALID', {
    message: `the model server ended the answer for the reason "${reason.slice(0, 40)}", which is not a whole answer`,
  });
}
