import type { Access } from '@carrel/access';
import type { AskResult, Turn } from '@carrel/contract';
import type { Actor, Answer, AnswerResult, AuditEventId, AuditRepository, Passage } from '@carrel/core';
import { citationView, provenanceView } from '../ask/ask-views.ts';
import { passageView } from '../search/passage-view.ts';

export interface TurnDeps {
  readonly access: Access;
  readonly audit: Pick<AuditRepository, 'findSequence'>;
}

const nearestCount = 3;

/**
 * A turn as the reader may see it now. An answer is shown only to whoever may read **all** documents in its context, and
 * only once its closing record has its number: before that it is still open.
 */
export async function turnView(deps: TurnDeps, reader: Actor, answer: Answer): Promise<Turn> {
  const { id: answerId, question, createdAt } = answer;
  const bare = { answerId, question, createdAt };
  if (answer.state === 'interrupted') return { state: 'interrupted', ...bare };
  if (answer.state === 'accepted' || answer.result === null || answer.terminalEventId === null) return { state: 'open', ...bare };
  if (!(await deps.access.mayReadAll(reader, answer.documentIds))) return { state: 'withheld', ...bare };
  const record = await deps.audit.findSequence(answer.terminalEventId);
  if (record === null) return { state: 'open', ...bare };
  const result = resultView(answer, answer.result, { eventId: answer.terminalEventId, seq: record.seq });
  const feedback = answer.feedback === null ? null : { rating: answer.feedback.rating, reason: answer.feedback.reason };
  return { state: 'complete', ...bare, result, passages: answer.passages.map(passageView), feedback, sharedAt: answer.sharedAt };
}

function resultView(answer: Answer, result: AnswerResult, audit: { readonly eventId: AuditEventId; readonly seq: number }): AskResult {
  const { decision, text, citations, model, timings } = result;
  return {
    answerId: answer.id,
    conversationId: answer.conversationId,
    decision,
    answer: text,
    citations: citations.map(citationView),
    nearest: decision === 'abstained' ? nearestDocuments(answer.passages) : [],
    model,
    quotingReason: result.provenance?.quotingReason ?? null,
    provenance: result.provenance === null ? null : provenanceView(result.provenance),
    audit,
    ms: { retrieve: timings.retrieveMs, firstToken: timings.firstTokenMs, total: timings.totalMs },
  };
}

function nearestDocuments(passages: readonly Passage[]): AskResult['nearest'] {
  const documents = new Map(passages.map(({ documentId, title, path }) => [documentId, { documentId, title, path }]));
  return [...documents.values()].slice(0, nearestCount);
}
