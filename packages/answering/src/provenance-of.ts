import type { AnswerProvenance, PassageStrength } from '@carrel/core';
import type { AnswerDraft } from './answer-draft.ts';
import type { AnswerIntent } from './answer-record.ts';
import type { AnswerPlan } from './stages/plan-answer.ts';
import type { Outcome } from './stages/respond.ts';

/** How the answer came about, in what was recorded on the way. */
export function provenanceOf(input: {
  readonly intent: AnswerIntent;
  readonly plan: AnswerPlan;
  readonly draft: AnswerDraft;
  readonly outcome: Outcome;
}): AnswerProvenance {
  const { intent, plan, draft, outcome } = input;
  const cited = new Set(draft.citations.map(({ chunkId }) => chunkId));
  const { model } = intent;
  return {
    searchQuery: intent.searchQuery === intent.question ? null : intent.searchQuery,
    quotingReason: outcome.quotingReason,
    settingsVersion: intent.settingsVersion,
    model: model === null ? null : { fileSha256: model.fileSha256, engine: model.engine, promptTemplateSha256: model.promptTemplateSha256 },
    checks: draft.checks,
    disagreements: draft.disagreements,
    passages: intent.passages.map(({ passage: { chunkId }, isInPrompt }, index) => ({
      chunkId,
      strength: strengthOf(plan.relevance.coverages[index] ?? 0),
      isInPrompt,
      isCited: cited.has(chunkId),
    })),
  };
}

/** Shares of the question, weighted, that a passage deals with. */
const strongCoverage = 0.8;
const fairCoverage = 0.5;

function strengthOf(coverage: number): PassageStrength {
  if (coverage >= strongCoverage) return 'strong';
  return coverage >= fairCoverage ? 'fair' : 'weak';
}
