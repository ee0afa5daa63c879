import type { GenerationEvent } from '@carrel/core';
import type { AnswerDraft } from '../answer-draft.ts';
import type { AnswerEvent } from '../answer-event.ts';
import type { AcceptedAnswer } from '../answer-record.ts';
import type { AskRequest } from '../ask-request.ts';
import type { Evidence } from '../check/evidence.ts';
import { findSupport } from '../check/find-support.ts';
import { createSentenceAssembler, type DraftSentence } from '../stream/sentence-assembler.ts';
import type { AnswerPlan } from './plan-answer.ts';

/** How the model's part ended. */
export interface Written {
  /** `no-answer`: the model says that the passages do not answer. `error`: it failed or took too long. */
  readonly end: 'stop' | 'length' | 'no-answer' | 'repeating' | 'error';
  /** When its first text came, on the monotonic clock. */
  readonly firstTextMs: number | null;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
}

export interface WritingInput {
  readonly request: AskRequest;
  readonly accepted: AcceptedAnswer;
  readonly plan: Extract<AnswerPlan, { kind: 'write' }>;
  readonly evidence: Evidence;
  readonly draft: AnswerDraft;
  readonly nowMs: () => number;
}

/** A model that has begun to repeat itself does not stop by itself. */
const maxRepeats = 3;
/** Pieces of text between two signs of life. */
const piecesPerProgress = 8;

/**
 * Lets the model write, and sends each sentence when it is whole and its check has passed; what fails is left out. The model
 * is stopped when the asker leaves, at the time limit, when it says that there is no answer, and when it repeats itself.
 * @throws the reason of the request's signal, and nothing else: a model that fails is an end like the others.
 */
export async function* writeAnswer(input: WritingInput): AsyncGenerator<AnswerEvent, Written, undefined> {
  const { request, draft } = input;
  const stop = new AbortController();
  const timeout = setTimeout(() => stop.abort(new Error('time limit of the answer')), request.settings.generationTimeoutMs);
  const progress = { firstTextMs: null as number | null, pieces: 0, repeats: 0 };
  let finish: Extract<GenerationEvent, { type: 'finish' }> | null = null;
  const written = (end: Written['end']): Written => ({
    end,
    firstTextMs: progress.firstTextMs,
    promptTokens: finish?.promptTokens ?? null,
    completionTokens: finish?.completionTokens ?? null,
  });
  draft.count('hidden_text_in_ctx', input.plan.prompt.hiddenTexts);
  try {
    const assembler = createSentenceAssembler();
    for await (const event of generate(input, stop.signal)) {
      if (event.type === 'prompt-progress') yield { type: 'progress', stage: 'reading', tokens: event.processedTokens, totalTokens: event.totalTokens };
      if (event.type === 'finish') finish = event;
      if (event.type !== 'text') continue;
      progress.firstTextMs ??= input.nowMs();
      if (progress.pieces++ % piecesPerProgress === 0) yield { type: 'progress', stage: 'writing', tokens: progress.pieces };
      for (const sentence of assembler.push(event.text)) {
        if (isNoAnswer(sentence)) return written('no-answer');
        progress.repeats += draft.has(sentence.text) ? 1 : 0;
        yield* checkAndSend(sentence, input);
      }
      if (progress.repeats >= maxRepeats) return written('repeating');
    }
    const isCut = finish?.reason === 'length';
    for (const sentence of assembler.finish(isCut)) {
      if (isNoAnswer(sentence)) return written('no-answer');
      yield* checkAndSend(sentence, input);
    }
    return written(isCut ? 'length' : 'stop');
  } catch {
    request.signal.throwIfAborted();
    return written('error');
  } finally {
    clearTimeout(timeout);
    // Leaving the loop early ends the stream too; this reaches a model that waits before its first event.
    stop.abort(new Error('the answer ended'));
  }
}

function generate({ request, accepted, plan }: WritingInput, stop: AbortSignal): AsyncIterable<GenerationEvent> {
  const { settings, actor, signal } = request;
  const person = actor.onBehalfOf ?? actor.principal;
  return plan.model.generate({
    messages: plan.prompt.messages,
    maxTokens: settings.maxAnswerTokens,
    temperature: settings.temperature,
    topP: settings.topP,
    seed: settings.seed,
    cacheScope: `${person.kind === 'user' ? person.userId : person.name}/${accepted.conversationId}`,
    signal: AbortSignal.any([signal, stop]),
  });
}

function* checkAndSend(sentence: DraftSentence, { plan, evidence, draft }: WritingInput): Generator<AnswerEvent, void, undefined> {
  draft.count('link_removed', sentence.linksRemoved);
  draft.count('image_removed', sentence.imagesRemoved);
  if (draft.has(sentence.text)) return;
  // The numbers in the prompt count its passages; a number that it does not have cites nothing.
  const indexes = sentence.citedNumbers.map((number) => plan.prompt.passageIndexes[number - 1]);
  const cited = new Set(indexes.filter((index) => index !== undefined));
  draft.count('citation_dropped', indexes.length - indexes.filter((index) => index !== undefined).length);
  const support = findSupport(sentence.text, evidence, cited);
  if (support === null) draft.count('sentence_dropped');
  else yield* draft.addSentence(sentence.text, support, sentence.startsLine);
}

function isNoAnswer({ text }: DraftSentence): boolean {
  return /^\W*no[\s_-]*answer\b/iu.test(text);
}
