import { isCarrelError } from '@carrel/core';
import { createAnswerDraft } from './answer-draft.ts';
import type { AnswerEvent } from './answer-event.ts';
import type { AcceptedAnswer, AnswerInterruption } from './answer-record.ts';
import type { AnswerDeps, AskRequest } from './ask-request.ts';
import { doneOf, recordEnd } from './stages/close-answer.ts';
import { findPassages } from './stages/find-passages.ts';
import { planAnswer } from './stages/plan-answer.ts';
import { intentOf, recordIntent } from './stages/record-intent.ts';
import { respond } from './stages/respond.ts';

/**
 * Answers a question: retrieve, gate, plan (relevance, prompt), record the intent, write or quote with every sentence checked,
 * record the end, done.
 *
 * Nothing about the documents is yielded before the intent is durable, no sentence before its check has passed, and no
 * `done` before the end is durable. Each accepted question is ended once: when the consumer leaves (`return()` or the
 * request's signal) or something fails, as interrupted.
 * @throws INVALID_REQUEST, INDEX_UNAVAILABLE, DATABASE_UNAVAILABLE, MODEL_NOT_FOUND and AUDIT_UNAVAILABLE before `accepted`;
 * AUDIT_UNAVAILABLE and the signal's reason after it. A model that fails is no error: the answer is quoted.
 */
export async function* answerQuestion(deps: AnswerDeps, request: AskRequest): AsyncGenerator<AnswerEvent, void, undefined> {
  const startedMs = deps.clock.monotonicMs();
  const nowMs = () => deps.clock.monotonicMs();
  const found = await findPassages(deps, request);
  const plan = await planAnswer(deps, request, found);
  request.signal.throwIfAborted();

  const intent = intentOf(request, found, plan);
  const accepted = await recordIntent(deps.record, intent);
  const draft = createAnswerDraft();
  // Undefined: an end was asked for, and no other may be. It starts as what a consumer who leaves without a word means.
  let interruption: AnswerInterruption['reason'] | undefined = 'CLIENT_CLOSED';
  try {
    yield { type: 'accepted', answerId: accepted.answerId, conversationId: accepted.conversationId, auditEventId: accepted.auditEventId };
    yield { type: 'passages', passages: found.context };
    const outcome = yield* respond({ request, accepted, plan, draft, nowMs });
    request.signal.throwIfAborted();
    interruption = undefined;
    const closing = { accepted, intent, found, plan, draft, outcome, startedMs, endedMs: nowMs() };
    const end = await recordEnd(deps.record, closing);
    yield { type: 'done', result: doneOf(closing, end) };
  } catch (error) {
    if (interruption !== undefined) interruption = interruptionBy(error, request.signal);
    throw error;
  } finally {
    if (interruption !== undefined)
      await interrupt(deps, accepted, { actor: request.actor, reason: interruption, partialText: draft.text });
  }
}

function interruptionBy(error: unknown, signal: AbortSignal): AnswerInterruption['reason'] {
  if (!signal.aborted) return 'INTERNAL';
  if (isCarrelError(signal.reason) && signal.reason.code === 'UNAUTHENTICATED') return 'SIGNED_OUT';
  return isCarrelError(error) && error.code === 'TIMEOUT' ? 'TIMEOUT' : 'CLIENT_CLOSED';
}

async function interrupt({ record }: AnswerDeps, accepted: AcceptedAnswer, interruption: AnswerInterruption): Promise<void> {
  try {
    await record.interrupt(accepted, interruption);
  } catch {
    // The reaper closes what stays open; the error that led here matters more to the caller than this one.
  }
}
