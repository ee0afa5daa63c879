import type { AnswerModel, AnswerResult } from '@carrel/core';
import { provenanceOf } from '../provenance-of.ts';
import type { AnswerDraft } from '../answer-draft.ts';
import type { AnswerDone } from '../answer-event.ts';
import type { AcceptedAnswer, AnswerClosing, AnswerIntent, AnswerRecord, RecordedEnd } from '../answer-record.ts';
import { nearestDocuments } from './abstain.ts';
import type { FoundPassages } from './find-passages.ts';
import type { AnswerPlan } from './plan-answer.ts';
import type { Outcome } from './respond.ts';
import type { Written } from './write-answer.ts';

export interface ClosingInput {
  readonly accepted: AcceptedAnswer;
  readonly intent: AnswerIntent;
  readonly found: FoundPassages;
  readonly plan: AnswerPlan;
  readonly draft: AnswerDraft;
  readonly outcome: Outcome;
  /** On the monotonic clock. */
  readonly startedMs: number;
  readonly endedMs: number;
}

/** Records the end. Until it has resolved, no `done` may be sent. @throws AUDIT_UNAVAILABLE. */
export async function recordEnd(record: AnswerRecord, input: ClosingInput): Promise<RecordedEnd> {
  const closing = closingOf(input);
  const isAnswer = closing.result.decision === 'answered' || closing.result.decision === 'quoted';
  return isAnswer ? record.complete(input.accepted, closing) : record.refuse(input.accepted, closing);
}

function closingOf(input: ClosingInput): AnswerClosing {
  const { intent, draft, outcome } = input;
  const cited = new Set(draft.citations.map(({ chunkId }) => chunkId));
  return {
    actor: intent.actor,
    result: resultOf(input),
    passages: intent.passages.map((context) => ({ ...context, isCited: cited.has(context.passage.chunkId) })),
    model: intent.model,
    settingsVersion: intent.settingsVersion,
    quotingReason: outcome.quotingReason,
    finish: finishOf(outcome.written),
    promptTokens: outcome.written?.promptTokens ?? null,
    completionTokens: outcome.written?.completionTokens ?? null,
    guard: draft.guard,
  };
}

function finishOf(written: Written | null): AnswerClosing['finish'] {
  switch (written?.end) {
    case undefined:
      return 'none';
    case 'stop':
    case 'length':
    case 'error':
      return written?.end ?? 'none';
    case 'no-answer':
    case 'repeating':
      return 'cancelled';
  }
}

function resultOf(input: ClosingInput): AnswerResult {
  const { intent, found, draft, outcome, startedMs, endedMs } = input;
  const firstTextMs = outcome.written?.firstTextMs ?? null;
  return {
    decision: outcome.decision,
    text: draft.text,
    citations: draft.citations,
    model: modelOf(intent),
    provenance: provenanceOf(input),
    timings: {
      retrieveMs: found.retrieveMs,
      firstTokenMs: firstTextMs === null ? null : Math.round(firstTextMs - startedMs),
      totalMs: Math.round(endedMs - startedMs),
    },
  };
}

/** The model that was given the passages: named even when none of its sentences held, as the documents went to it. */
function modelOf({ model }: AnswerIntent): AnswerModel | null {
  return model === null ? null : { name: model.name, id: model.id, remoteHost: model.remoteHost };
}

export function doneOf(input: ClosingInput, end: RecordedEnd): AnswerDone {
  const { decision, text, citations, model, timings } = resultOf(input);
  const provenance = provenanceOf(input);
  return {
    answerId: input.accepted.answerId,
    conversationId: input.accepted.conversationId,
    decision,
    answer: text,
    citations,
    nearest: decision === 'abstained' ? nearestDocuments(input.found.context) : [],
    model,
    quotingReason: input.outcome.quotingReason,
    provenance,
    tokens: tokensOf(input.outcome.written),
    audit: { eventId: end.eventId, seq: end.seq },
    ms: { retrieve: timings.retrieveMs, firstToken: timings.firstTokenMs, total: timings.totalMs },
  };
}

function tokensOf(written: Written | null): AnswerDone['tokens'] {
  if (written === null || written.promptTokens === null || written.completionTokens === null) return null;
  return { prompt: written.promptTokens, completion: written.completionTokens };
}
