import type { LlamaContext, LlamaModel } from 'node-llama-cpp';
import { LlamaChat, TokenMeter } from 'node-llama-cpp';
import { CarrelError } from '@carrel/core';
import { createThinkingFilter } from '@carrel/models';
import type { ChatPrompts } from './chat-prompt.ts';
import type { Engine, EngineRequest, Send } from './engine.ts';
import type { GenerateCommand, LoadCommand } from './engine-protocol.ts';
import type { GenerationThreads } from './generation-threads.ts';
import type { LlamaBackend } from './llama-backend.ts';
import type { Slot } from './slot.ts';
import type { ThreadGate } from './thread-gate.ts';
import { createChatPrompts } from './chat-prompt.ts';
import { gateSequence } from './gated-sequence.ts';
import { createGuardedChatWrapper } from './guarded-chat-wrapper.ts';
import { isWhollyOnGpu } from './llama-backend.ts';
import { createFreeProcessors } from './free-processors.ts';
import { createGenerationThreads } from './generation-threads.ts';
import { pieceTokensOf, slotCountOf } from './generation-sizes.ts';
import { chooseSlot, clearUnowned, readPrompt } from './slot.ts';
import { openThreadGate } from './thread-gate.ts';
import { countInputTokens } from './tokenize-inputs.ts';

interface GenerationEngineDeps {
  readonly backend: LlamaBackend;
  readonly gate: ThreadGate;
  readonly send: Send;
}

/** Room that every prompt must leave for an answer. */
const smallestAnswerTokens = 16;
/** Formats may add a few tokens of their own behind the prompt. */
const formatReserveTokens = 8;

export async function createGenerationEngine(deps: GenerationEngineDeps, command: LoadCommand): Promise<Engine> {
  const { backend, send } = deps;
  const model = await backend.llama.loadModel({ modelPath: command.path });
  const isOnGpu = isWhollyOnGpu(model);
  const slotCount = command.slots ?? slotCountOf({ threads: command.threads, isOnGpu });
  const threads = createGenerationThreads(
    {
      gate: isOnGpu ? openThreadGate : deps.gate,
      setThreads: (count) => (backend.llama.maxThreads = count),
      nowMs: () => performance.now(),
      processorMs,
      freeProcessors: createFreeProcessors(),
    },
    { threads: command.threads, slots: slotCount },
  );
  const context = await model.createContext({
    sequences: slotCount,
    contextSize: { max: Math.min(model.trainContextSize, command.maxContextTokens) },
    threads: { ideal: command.threads, min: 1 },
  });
  const wrapper = createGuardedChatWrapper(model);
  const slots = Array.from({ length: slotCount }, () => openSlot(context, wrapper, threads));
  const generation: Generation = {
    threads,
    send,
    slots,
    prompts: createChatPrompts({ model, wrapper }),
    pieceTokens: isOnGpu
      ? context.batchSize
      : Math.min(context.batchSize, pieceTokensOf({ threads: command.threads, modelBytes: model.size })),
    contextTokens: context.contextSize,
  };
  await warmUp(model, slots, threads);
  return {
    loaded: {
      type: 'loaded',
      contextTokens: context.contextSize,
      dimensions: null,
      maxInputTokens: null,
      specialTokens: 0,
      textFormId: '',
      slots: slotCount,
      contexts: 1,
      threadsPerContext: command.threads,
      chatTemplate: model.fileInfo.metadata.tokenizer?.chat_template ?? null,
      engine: backend.engine,
    },
    handle: async (request: EngineRequest, signal) => {
      if (request.type === 'generate') return generate(generation, request, signal);
      if (request.type === 'tokenize')
        return send({
          type: 'tokenized',
          id: request.id,
          counts: await countInputTokens(model, request.inputs, signal),
        });
      throw new CarrelError('INVALID_REQUEST', {
        message: 'this model writes text; it does not embed any',
      });
    },
  };
}

interface Generation {
  readonly threads: GenerationThreads;
  readonly send: Send;
  readonly slots: readonly Slot[];
  readonly prompts: ChatPrompts;
  readonly pieceTokens: number;
  readonly contextTokens: number;
}

function openSlot(
  context: LlamaContext,
  wrapper: ConstructorParameters<typeof LlamaChat>[0]['chatWrapper'],
  threads: GenerationThreads,
): Slot {
  const sequence = context.getSequence();
  gateSequence(sequence, threads);
  const chat = new LlamaChat({
    contextSequence: sequence,
    ...(wrapper === undefined ? {} : { chatWrapper: wrapper }),
  });
  return { sequence, chat, isBusy: false, cacheScope: null, systemTokens: 0, readTokens: 0 };
}

/** Reads the weights into memory once, so that the first answer is not the slow one. */
async function warmUp(model: LlamaModel, slots: readonly Slot[], threads: GenerationThreads): Promise<void> {
  const sequence = slots[0]?.sequence;
  const tokens = model.tokenize('ready');
  if (sequence === undefined || tokens.length === 0) return;
  // Twice: the first time reads the weights from the disk.
  for (let round = 0; round < 2; round += 1)
    await threads.run('prompt', tokens.length, () => sequence.evaluateWithoutGeneratingNewTokens(tokens));
  await sequence.clearHistory();
}

async function generate(generation: Generation, command: GenerateCommand, signal: AbortSignal): Promise<void> {
  const { send, contextTokens } = generation;
  const prompt = generation.prompts.render(command.messages);
  const room = contextTokens - prompt.tokens.length - formatReserveTokens;
  if (room < smallestAnswerTokens) {
    const most = contextTokens - formatReserveTokens - smallestAnswerTokens;
    throw new CarrelError('INPUT_TOO_LONG', {
      message: `the prompt has ${prompt.tokens.length} tokens; the model takes ${most}`,
    });
  }
  const slot = chooseSlot(generation.slots, command.cacheScope);
  if (slot === undefined) throw new CarrelError('MODEL_OVERLOADED', { message: 'all places for answers are taken' });
  slot.isBusy = true;
  try {
    await readPrompt(generation, slot, {
      prompt,
      cacheScope: command.cacheScope,
      pieceTokens: generation.pieceTokens,
      signal,
      onStart: (cachedTokens) =>
        send({
          type: 'accepted',
          id: command.id,
          promptTokens: prompt.tokens.length,
          cachedTokens,
        }),
      onProgress: (processedTokens) =>
        send({
          type: 'progress',
          id: command.id,
          processedTokens,
          totalTokens: prompt.tokens.length,
        }),
    });
    await writeAnswer(generation, slot, {
      command,
      history: prompt.history,
      maxTokens: Math.min(command.maxTokens, room),
      signal,
    });
  } finally {
    await clearUnowned(slot);
    slot.isBusy = false;
  }
}

interface AnswerOptions {
  readonly command: GenerateCommand;
  readonly history: Parameters<LlamaChat['generateResponse']>[0];
  readonly maxTokens: number;
  readonly signal: AbortSignal;
}

async function writeAnswer(generation: Generation, slot: Slot, { command, history, maxTokens, signal }: AnswerOptions): Promise<void> {
  const thinking = createThinkingFilter();
  const failure = new AbortController();
  const sendText = (text: string) => {
    if (text !== '') generation.send({ type: 'text', id: command.id, text });
  };
  const before = slot.sequence.tokenMeter.getState();
  const response = await slot.chat.generateResponse(history, {
    maxTokens,
    temperature: command.temperature,
    topK: 0,
    topP: command.topP,
    minP: 0,
    seed: command.seed,
    repeatPenalty: false,
    customStopTriggers: command.stop,
    // Half of the answer's room at most goes into thoughts, or a thinking model may never come to its answer.
    budgets: { thoughtTokens: Math.ceil(maxTokens / 2), commentTokens: Math.ceil(maxTokens / 2) },
    contextShift: {
      strategy: () => {
        throw new CarrelError('INPUT_TOO_LONG', {
          message: 'the answer does not fit into the context; nothing is dropped to make room',
        });
      },
    },
    signal: AbortSignal.any([signal, failure.signal]),
    onTextChunk: (piece) => {
      try {
        sendText(thinking.push(piece));
      } catch (error) {
        failure.abort(error);
      }
    },
  });
  failure.signal.throwIfAborted();
  sendText(thinking.end());
  const reason = response.metadata.stopReason === 'maxTokens' ? 'length' : 'stop';
  const completionTokens = TokenMeter.diff(slot.sequence.tokenMeter, before).usedOutputTokens;
  generation.send({ type: 'finished', id: command.id, reason, completionTokens });
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
