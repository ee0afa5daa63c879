import type { AnswerDecision, QuotingReason } from '@carrel/core';
import type { AnswerDraft } from '../answer-draft.ts';
import type { AnswerEvent } from '../answer-event.ts';
import type { AcceptedAnswer } from '../answer-record.ts';
import type { AskRequest } from '../ask-request.ts';
import { abstain } from './abstain.ts';
import type { AnswerPlan } from './plan-answer.ts';
import { quoteAnswer } from './quote-answer.ts';
import { showDisagreements } from './show-disagreements.ts';
import { writeAnswer, type Written } from './write-answer.ts';

/** What the answer came to. */
export interface Outcome {
  readonly decision: AnswerDecision;
  readonly quotingReason: QuotingReason | null;
  /** Null: no model was asked. */
  readonly written: Written | null;
}

export interface RespondInput {
  readonly request: AskRequest;
  readonly accepted: AcceptedAnswer;
  readonly plan: AnswerPlan;
  readonly draft: AnswerDraft;
  readonly nowMs: () => number;
}

/** Writes, quotes or abstains as planned; quotes where writing fails or nothing that was written holds. */
export async function* respond(input: RespondInput): AsyncGenerator<AnswerEvent, Outcome, undefined> {
  const { plan, draft } = input;
  switch (plan.kind) {
    case 'abstain':
      return yield* abstainNow(input, null);
    case 'quote':
      return yield* quoteNow(input, plan.reason, null);
    case 'write': {
      const written = yield* writeAnswer({ ...input, plan });
      if (written.end === 'error') return yield* quoteNow(input, 'model-failed', written);
      if (draft.citations.length > 0) {
        yield* showDisagreements(plan.material, draft);
        return { decision: 'answered', quotingReason: null, written };
      }
      // A model's "no answer" is believed unless the passages have nearly all that was asked about.
      if (written.end === 'no-answer' && !plan.relevance.isStrong) return yield* abstainNow(input, written);
      return yield* quoteNow(input, 'nothing-supported', written);
    }
  }
}

function* abstainNow({ request, draft }: RespondInput, written: Written | null): Generator<AnswerEvent, Outcome, undefined> {
  yield* abstain(request.question, draft);
  return { decision: 'abstained', quotingReason: null, written };
}

/** Where not even a sentence can be quoted, the documents do not say. */
function* quoteNow(input: RespondInput, quotingReason: QuotingReason, written: Written | null): Generator<AnswerEvent, Outcome, undefined> {
  yield* quoteAnswer(input.plan.material, input.draft);
  if (input.draft.citations.length === 0) return yield* abstainNow(input, written);
  yield* showDisagreements(input.plan.material, input.draft);
  return { decision: 'quoted', quotingReason, written };
}
