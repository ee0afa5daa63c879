import type { GenerationEvent } from '@carrel/core';
import type { AnswerDraft } from '../answer-draft.ts';
import type { AnswerEvent } from '../answer-event.ts';
import type { AcceptedAnswer } from '../answer-record.ts';
import type { AskRequest } from '../ask-request.ts';
import { findSupport, whyUnsupported } from '../check/find-support.ts';
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
  const counts: WritingCounts = { firstTextMs: null, promptTokens: null, completionTokens: null };
  let repeats = 0;
  draft.count('hidden_text_in_ctx', input.plan.prompt.hiddenTexts);
  const sentences = draftSentences(input, stop.signal, counts);
  try {
    for (let next = await sentences.next(); ; next = await sentences.next()) {
      if (next.done === true) return { end: next.value, ...counts };
      if ('type' in next.value) yield next.value;
      else if (isNoAnswer(next.value)) return { end: 'no-answer', ...counts };
      else {
        repeats += draft.has(next.value.text) ? 1 : 0;
        yield* checkAndSend(next.value, input);
      }
      if (repeats >= maxRepeats) return { end: 'repeating', ...counts };
    }
  } catch {
    request.signal.throwIfAborted();
    return { end: 'error', ...counts };
  } finally {
    clearTimeout(timeout);
    // Reaches the model wherever it is: also when this generator is left in the middle.
    stop.abort(new Error('the answer ended'));
    await sentences.return('stop');
  }
}

type WritingCounts = { -readonly [Count in Exclude<keyof Written, 'end'>]: Written[Count] };

/** The stream of the model as signs of life and whole sentences. Ends with how the model ended. */
async function* draftSentences(
  input: WritingInput,
  stop: AbortSignal,
  counts: WritingCounts,
): AsyncGenerator<DraftSentence | AnswerEvent, 'stop' | 'length', undefined> {
  const assembler = createSentenceAssembler();
  let pieces = 0;
  let isCut = false;
  for await (const event of generate(input, stop)) {
    switch (event.type) {
      case 'prompt-progress':
        yield { type: 'progress', stage: 'reading', tokens: event.processedTokens, totalTokens: event.totalTokens };
        break;
      case 'text':
        counts.firstTextMs ??= input.nowMs();
        if (pieces % piecesPerProgress === 0) yield { type: 'progress', stage: 'writing', tokens: pieces };
        pieces += 1;
        yield* assembler.push(event.text);
        break;
      case 'finish':
        isCut = event.reason === 'length';
        counts.promptTokens = event.promptTokens;
        counts.completionTokens = event.completionTokens;
    }
  }
  yield* assembler.finish(isCut);
  return isCut ? 'length' : 'stop';
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

function* checkAndSend(sentence: DraftSentence, { plan, draft }: WritingInput): Generator<AnswerEvent, void, undefined> {
  const { evidence, topic } = plan.material;
  draft.count('link_removed', sentence.linksRemoved);
  draft.count('image_removed', sentence.imagesRemoved);
  if (draft.has(sentence.text)) return;
  // The numbers in the prompt count its passages; a number that it does not have cites nothing.
  const indexes = sentence.citedNumbers.map((number) => plan.prompt.passageIndexes[number - 1]);
  const cited = new Set(indexes.filter((index) => index !== undefined));
  draft.count('citation_dropped', indexes.length - indexes.filter((index) => index !== undefined).length);
  const support = findSupport(sentence.text, evidence, cited);
  if (support === null) draft.drop(whyUnsupported(sentence.text, evidence));
  else if (!topic.isOnTopic(support)) draft.drop('off_topic');
  else yield* draft.addSentence(sentence.text, support, sentence.startsLine);
}

function isNoAnswer({ text }: DraftSentence): boolean {
  return /^\W*no[\s_-]*answer\b/iu.test(text);
}
