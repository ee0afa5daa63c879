import { basename, dirname } from 'node:path';
import type { LlamaEmbeddingContext, LlamaModel, Token } from 'node-llama-cpp';
import { CarrelError } from '@carrel/core';
import { textFormOf } from '@carrel/models';
import type { EmbeddingTask } from './embedding-lanes.ts';
import type { Engine, EngineRequest, Send } from './engine.ts';
import type { LoadCommand } from './engine-protocol.ts';
import type { LlamaBackend } from './llama-backend.ts';
import type { ThreadGate } from './thread-gate.ts';
import { createEmbeddingLanes } from './embedding-lanes.ts';
import { isWhollyOnGpu } from './llama-backend.ts';
import { openThreadGate } from './thread-gate.ts';
import { countInputTokens } from './tokenize-inputs.ts';

/**
 * Attention of an encoder is computed over the whole input at once, so its memory grows with the square of this: 50 MB a
 * context at 1024 tokens and 12 heads. Chunks are shorter.
 */
const maxInputTokens = 1024;
/** Each context has memory of its own, more with a larger model. */
const maxContexts = 8;
const maxLargeContexts = 4;
const largeModelBytes = 200 * 1024 * 1024;

interface EmbeddingEngineDeps {
  readonly backend: LlamaBackend;
  readonly gate: ThreadGate;
  readonly send: Send;
}

/**
 * Embeds with as many contexts side by side as there are threads, one thread each: all-MiniLM-L6-v2 with inputs of 230
 * tokens on 2 cores gives 33 inputs/s so, against 26/s with one context of 2 threads; and while another process needs one
 * of the cores, 10 against 2, since two threads wait spinning for each other (measured 2026-11-20, see docs/decisions).
 */
export async function createEmbeddingEngine(deps: EmbeddingEngineDeps, command: LoadCommand): Promise<Engine> {
  const { backend, send } = deps;
  const model = await backend.llama.loadModel({ modelPath: command.path });
  const gate = isWhollyOnGpu(model) ? openThreadGate : deps.gate;
  const inputTokens = Math.min(model.trainContextSize, command.maxContextTokens, maxInputTokens);
  const contextCount = isWhollyOnGpu(model) ? 1 : Math.min(command.threads, model.size < largeModelBytes ? maxContexts : maxLargeContexts);
  const threadsPerContext = Math.max(1, Math.floor(command.threads / contextCount));
  const contexts = await openContexts(model, {
    count: contextCount,
    inputTokens,
    threads: threadsPerContext,
  });
  const special = contexts[0]?.calculateInputLength('') ?? 0;
  const form = textFormOf([basename(command.path), basename(dirname(command.path)), model.fileInfo.metadata.general?.name ?? null]);
  const prefixTokens = Math.max(
    ...[form.queryPrefix, form.documentPrefix].map((prefix) => (prefix === '' ? 0 : model.tokenize(prefix).length)),
  );
  const limits = { special, inputTokens };
  const dispatch = startContexts(gate, contexts, threadsPerContext);
  await dispatch({
    purpose: 'query',
    tokens: model.tokenize('ready'),
    signal: new AbortController().signal,
  });

  const embed = async (request: Extract<EngineRequest, { type: 'embed' }>, signal: AbortSignal): Promise<void> => {
    const prefix = request.purpose === 'query' ? form.queryPrefix : form.documentPrefix;
    const inputs = request.inputs.map((input, index) =>
      tokensOfInput(model, prefix + input, { ...limits, index, isEmpty: input.trim() === '' }),
    );
    const vectors = await Promise.all(inputs.map((tokens) => dispatch({ purpose: request.purpose, tokens, signal })));
    send({
      type: 'embedded',
      id: request.id,
      vectors,
      tokens: inputs.reduce((sum, tokens) => sum + tokens.length + special, 0),
    });
  };

  return {
    loaded: {
      type: 'loaded',
      contextTokens: inputTokens,
      dimensions: model.embeddingVectorSize,
      maxInputTokens: inputTokens - prefixTokens,
      specialTokens: special,
      textFormId: form.id,
      slots: contexts.length,
      contexts: contexts.length,
      threadsPerContext,
      chatTemplate: null,
      engine: backend.engine,
    },
    handle: async (request, signal) => {
      if (request.type === 'embed') return embed(request, signal);
      if (request.type === 'tokenize')
        return send({
          type: 'tokenized',
          id: request.id,
          counts: await countInputTokens(model, request.inputs, signal),
        });
      throw new CarrelError('INVALID_REQUEST', {
        message: 'this model embeds text; it does not write any',
      });
    },
  };
}

async function openContexts(
  model: LlamaModel,
  options: { readonly count: number; readonly inputTokens: number; readonly threads: number },
): Promise<readonly LlamaEmbeddingContext[]> {
  const contexts: LlamaEmbeddingContext[] = [];
  for (let index = 0; index < options.count; index += 1) {
    // One token more than an input may have: node-llama-cpp refuses an input that fills the context. The batch must hold
    // a whole input, or llama.cpp aborts.
    const contextSize = options.inputTokens + 1;
    contexts.push(
      await model.createEmbeddingContext({
        contextSize,
        batchSize: contextSize,
        threads: options.threads,
      }),
    );
  }
  return contexts;
}

function tokensOfInput(
  model: LlamaModel,
  input: string,
  limits: {
    readonly special: number;
    readonly inputTokens: number;
    readonly index: number;
    readonly isEmpty: boolean;
  },
): readonly Token[] {
  const tokens = model.tokenize(input);
  if (limits.isEmpty || tokens.length === 0) throw new CarrelError('INVALID_REQUEST', { message: `input ${limits.index} is empty` });
  const length = tokens.length + limits.special;
  if (length > limits.inputTokens)
    throw new CarrelError('INPUT_TOO_LONG', {
      message: `input ${limits.index} has ${length} tokens; the model takes ${limits.inputTokens}`,
    });
  return tokens;
}

type Dispatch = (input: Pick<EmbeddingTask, 'purpose' | 'tokens' | 'signal'>) => Promise<Float32Array>;

/** Each context takes the next input when it is free. */
function startContexts(gate: ThreadGate, contexts: readonly LlamaEmbeddingContext[], threadsPerContext: number): Dispatch {
  const lanes = createEmbeddingLanes();
  const idle = new Set(contexts);

  const run = async (context: LlamaEmbeddingContext): Promise<void> => {
    idle.delete(context);
    while (!lanes.isEmpty()) {
      const threads = await gate.enter({ urgency: lanes.urgency, wanted: () => threadsPerContext });
      const task = lanes.take();
      try {
        if (task !== undefined) task.done(unitVector((await context.getEmbeddingFor([...task.tokens])).vector));
      } catch (error) {
        task?.failed(error);
      } finally {
        gate.leave(threads);
      }
    }
    idle.add(context);
  };

  return ({ purpose, tokens, signal }) => {
    const { promise, resolve, reject } = Promise.withResolvers<Float32Array>();
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    lanes.add([{ purpose, tokens, signal, done: resolve, failed: reject }]);
    const [free] = idle;
    if (free === undefined) gate.reconsider();
    else void run(free);
    return promise.finally(() => signal.removeEventListener('abort', onAbort));
  };
}

/**
 * A model without context, such as one of word vectors, has nothing for a text of words that it does not know: zeros, which
 * have no direction. Such a text gets the direction that is as far from everything as any other.
 */
function unitVector(vector: readonly number[]): Float32Array {
  let sum = 0;
  for (const value of vector) sum += value * value;
  const norm = Math.sqrt(sum);
  if (!Number.isFinite(norm)) throw new CarrelError('MODEL_RESPONSE_INVALID', { message: 'the model gave numbers that are not finite' });
  if (norm === 0) return new Float32Array(vector.length).fill(1 / Math.sqrt(vector.length));
  return Float32Array.from(vector, (value) => value / norm);
}
