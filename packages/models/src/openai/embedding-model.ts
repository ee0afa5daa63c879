import { setTimeout as sleep } from 'node:timers/promises';
import type { EmbeddingModel } from '@carrel/core';
import { CarrelError, isCarrelError } from '@carrel/core';
import type { TextForm } from '../text-form.ts';
import type { ModelConnection } from './model-connection.ts';
import type { TimeLimits } from './request-timers.ts';
import { decodeVector } from './decode-vector.ts';
import { estimateTokens } from './estimate-tokens.ts';
import { parseWire } from './parse-wire.ts';
import { embeddingResponseSchema, maxTokenizeInputs, tokenizeResponseSchema } from './wire-schemas.ts';

export interface EmbeddingModelOptions {
  readonly name: string;
  readonly id: string;
  readonly dimensions: number;
  readonly maxInputTokens: number;
  readonly maxInputsPerCall: number;
  /** Whether the server is Carrel's worker: it counts tokens, knows purposes and adds the text form itself. */
  readonly isWorker: boolean;
  /** Put in front of the inputs here when the server does not. */
  readonly textForm: TextForm;
  readonly limits?: Partial<Readonly<Record<'query' | 'document', TimeLimits>>>;
  /** Attempts in all for a call that met an overloaded or unreachable server. Default 3. */
  readonly maxAttempts?: number;
}

const limitsOf = (timeoutMs: number): TimeLimits => ({
  firstByteTimeoutMs: timeoutMs,
  idleTimeoutMs: timeoutMs,
  totalTimeoutMs: timeoutMs,
});
/** A question waits for one input at most; a batch of documents may wait behind several others, and behind an answer. */
const defaultLimits = { query: limitsOf(15_000), document: limitsOf(300_000) };
const firstRetryMs = 200;
const longestRetryMs = 5_000;

/** An embedding model at an OpenAI-compatible server. More inputs than one call takes are sent as several calls. */
export function createEmbeddingModel(deps: { readonly connection: ModelConnection }, options: EmbeddingModelOptions): EmbeddingModel {
  const { connection } = deps;
  const limits = { ...defaultLimits, ...options.limits };

  const embedBatch = async (
    inputs: readonly string[],
    purpose: 'query' | 'document',
    signal: AbortSignal | undefined,
  ): Promise<readonly Float32Array[]> => {
    const prefix = purpose === 'query' ? options.textForm.queryPrefix : options.textForm.documentPrefix;
    const body = {
      model: options.name,
      input: options.isWorker || prefix === '' ? inputs : inputs.map((input) => prefix + input),
      encoding_format: 'base64',
      ...(options.isWorker ? { purpose } : {}),
    };
    const response = await retrying(
      () => connection.postJson('/v1/embeddings', body, { signal, limits: limits[purpose] }),
      options.maxAttempts ?? 3,
      signal,
    );
    const { data } = parseWire(embeddingResponseSchema, response, 'embeddings');
    if (data.length !== inputs.length)
      throw new CarrelError('MODEL_RESPONSE_INVALID', {
        message: `expected ${inputs.length} embeddings from the model server, got ${data.length}`,
      });
    const byIndex = new Map(data.map((item) => [item.index, item.embedding]));
    return inputs.map((_, index) => {
      const embedding = byIndex.get(index);
      if (embedding === undefined)
        throw new CarrelError('MODEL_RESPONSE_INVALID', {
          message: `the model server sent no embedding for input ${index}`,
        });
      return decodeVector(embedding, options.dimensions);
    });
  };

  const countBatch = async (inputs: readonly string[], signal: AbortSignal | undefined): Promise<readonly number[]> => {
    if (!options.isWorker) return inputs.map(estimateTokens);
    return countAtWorker(connection, { model: options.name, inputs, signal });
  };

  return {
    name: options.name,
    id: options.id,
    dimensions: options.dimensions,
    maxInputTokens: options.maxInputTokens,
    maxInputsPerCall: options.maxInputsPerCall,
    embed: (inputs, { purpose, signal }) => inBatches(inputs, options.maxInputsPerCall, (batch) => embedBatch(batch, purpose, signal)),
    countTokens: (inputs, countOptions) => inBatches(inputs, maxTokenizeInputs, (batch) => countBatch(batch, countOptions?.signal)),
  };
}

const countLimits = limitsOf(60_000);

/** Token counts from `POST /tokenize` of Carrel's worker. */
export async function countAtWorker(
  connection: ModelConnection,
  request: {
    readonly model: string;
    readonly inputs: readonly string[];
    readonly signal: AbortSignal | undefined;
  },
): Promise<readonly number[]> {
  if (request.inputs.length === 0) return [];
  const response = await connection.postJson(
    '/tokenize',
    { model: request.model, input: request.inputs },
    { signal: request.signal, limits: countLimits },
  );
  const { counts } = parseWire(tokenizeResponseSchema, response, 'token counts');
  if (counts.length !== request.inputs.length)
    throw new CarrelError('MODEL_RESPONSE_INVALID', {
      message: `expected ${request.inputs.length} token counts from the model server, got ${counts.length}`,
    });
  return counts;
}

async function inBatches<Item, Result>(
  items: readonly Item[],
  batchLength: number,
  work: (batch: readonly Item[]) => Promise<readonly Result[]>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += batchLength) results.push(...(await work(items.slice(start, start + batchLength))));
  return results;
}

/** Embedding twice does no harm, so a call that met a busy or unreachable server is made again, a bounded number of times. */
async function retrying(call: () => Promise<unknown>, maxAttempts: number, signal: AbortSignal | undefined): Promise<unknown> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      const canRetry = isCarrelError(error) && (error.code === 'MODEL_UNAVAILABLE' || error.code === 'MODEL_OVERLOADED');
      if (!canRetry || attempt >= maxAttempts || signal?.aborted === true) throw error;
      const waitMs = Math.min(error.retryAfterMs ?? firstRetryMs * 2 ** (attempt - 1), longestRetryMs);
      await sleep(waitMs, undefined, signal === undefined ? {} : { signal }).catch(() => signal?.throwIfAborted());
    }
  }
}
