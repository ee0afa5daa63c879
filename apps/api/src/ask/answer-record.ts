import type {
  AcceptedAnswer,
  AnswerClosing,
  AnswerIntent,
  AnswerInterruption,
  AnswerRecord,
  AskedModel,
  RecordedEnd,
} from '@carrel/answering';
import type { AuditEvent, AuditTrail, ModelFacts } from '@carrel/audit';
import type { Actor, AuditEventId, Clock, IdSource, RecordStore, Repositories, UserId } from '@carrel/core';
import { CarrelError, isoTime } from '@carrel/core';
import { failClosed } from '../audit/fail-closed.ts';
import { embeddingFacts, retrievalFacts } from '../search/retrieval-facts.ts';
import type { AnswerLeases } from './answer-leases.ts';

export interface AnswerRecordDeps {
  readonly store: RecordStore;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly leases: AnswerLeases;
  /** Whether this process is about to end: then an answer that breaks off does so because of that. */
  readonly isStopping: () => boolean;
}

const maxTitleLength = 80;

/**
 * The record of answers in SQL and in the log: each state change of an answer and its event are one transaction.
 *
 * @param options.confirmTimeoutMs how long an answer waits for its record before it is refused.
 */
export function createAnswerRecord(deps: AnswerRecordDeps, options: { readonly confirmTimeoutMs: number }): AnswerRecord {
  const { store, audit, clock, ids, leases } = deps;
  const confirm = (eventId: AuditEventId) => audit.confirm(eventId, { timeoutMs: options.confirmTimeoutMs });

  /** Closes the answer and writes its terminal event, or does neither: when somebody else has closed it already. */
  async function close(
    accepted: AcceptedAnswer,
    end: {
      readonly actor: Actor;
      readonly state: 'completed' | 'refused' | 'interrupted';
      readonly result: AnswerClosing['result'] | null;
      readonly event: AuditEvent;
    },
  ): Promise<AuditEventId> {
    try {
      return await store.transaction(async (transaction) => {
        const terminalEventId = ids.auditEventId();
        const isClosed = await transaction.answers.closeAnswer(accepted.answerId, {
          state: end.state,
          result: end.result,
          terminalEventId,
          at: isoTime(clock),
        });
        if (!isClosed)
          throw new CarrelError('AUDIT_UNAVAILABLE', {
            message: 'the answer was closed by another process',
            details: { answerId: accepted.answerId },
          });
        await audit.record(transaction, end.actor, end.event, { eventId: terminalEventId });
        return terminalEventId;
      });
    } finally {
      leases.release(accepted.answerId);
    }
  }

  async function end(accepted: AcceptedAnswer, closing: AnswerClosing, state: 'completed' | 'refused'): Promise<RecordedEnd> {
    const event = state === 'completed' ? completedEvent(accepted, closing) : refusedEvent(accepted, closing);
    const eventId = await close(accepted, { actor: closing.actor, state, result: closing.result, event });
    const { seq } = await confirm(eventId);
    return { eventId, seq };
  }

  async function interrupt(accepted: AcceptedAnswer, { actor, reason, partialText }: AnswerInterruption): Promise<void> {
    const event: AuditEvent = {
      type: 'answer.interrupted',
      answerId: accepted.answerId,
      intentEventId: accepted.auditEventId,
      reason: deps.isStopping() ? 'SHUTDOWN' : reason,
      partialText: partialText === '' ? null : partialText,
      ownerId: ownerOf(actor),
    };
    await close(accepted, { actor, state: 'interrupted', result: null, event });
  }

  return {
    async acceptIntent(intent) {
      const accepted = await failClosed(() => store.transaction((transaction) => writeIntent(transaction, deps, intent)));
      leases.hold(accepted.answerId);
      try {
        await confirm(accepted.auditEventId);
        return accepted;
      } catch (error) {
        // Nothing was shown. The question is on record, so it gets its end too; if that fails, the reaper gives it one.
        await interrupt(accepted, { actor: intent.actor, reason: 'INTERNAL', partialText: '' }).catch(() => undefined);
        throw error;
      }
    },
    complete: (accepted, closing) => end(accepted, closing, 'completed'),
    refuse: (accepted, closing) => end(accepted, closing, 'refused'),
    interrupt,
  };
}

async function writeIntent(
  transaction: Repositories,
  { audit, clock, ids, leases }: AnswerRecordDeps,
  intent: AnswerIntent,
): Promise<AcceptedAnswer> {
  const ownerId = ownerOf(intent.actor);
  const createdAt = isoTime(clock);
  const answerId = ids.answerId();
  const auditEventId = ids.auditEventId();
  const conversationId = intent.conversationId ?? ids.conversationId();
  const passages = intent.passages.map(({ passage }) => passage);
  const { question } = intent;
  if (intent.conversationId === null)
    await transaction.answers.createConversation({ id: conversationId, ownerId, title: titleOf(question), createdAt });
  await transaction.answers.acceptAnswer({
    id: answerId,
    conversationId,
    ownerId,
    question,
    passages,
    intentEventId: auditEventId,
    createdAt,
    leaseUntilMs: leases.untilMs(),
  });
  const event: AuditEvent = {
    type: 'question.accepted',
    answerId,
    conversationId,
    question,
    passages: intent.passages.map((one) => ({ ...one, isCited: false })),
    ...retrievalFacts(intent.retrieval, { collectionIds: intent.collectionIds, givenCount: intent.passages.length }),
    model: modelFacts(intent.model, intent.settingsVersion),
    embedding: embeddingFacts(intent.retrieval),
  };
  await audit.record(transaction, intent.actor, event, { eventId: auditEventId });
  return { answerId, conversationId, auditEventId };
}

function completedEvent(accepted: AcceptedAnswer, closing: AnswerClosing): AuditEvent {
  return {
    type: 'answer.completed',
    answerId: accepted.answerId,
    intentEventId: accepted.auditEventId,
    answer: answerFacts(closing),
    passages: closing.passages,
    model: modelFacts(closing.model, closing.settingsVersion),
    timings: closing.result.timings,
  };
}

function refusedEvent(accepted: AcceptedAnswer, closing: AnswerClosing): AuditEvent {
  return {
    type: 'answer.refused',
    answerId: accepted.answerId,
    intentEventId: accepted.auditEventId,
    reason: closing.result.decision === 'blocked' ? 'POLICY_BLOCKED' : 'NO_EVIDENCE',
    answer: answerFacts(closing),
    timings: closing.result.timings,
  };
}

function answerFacts({ result, finish, promptTokens, completionTokens, guard }: AnswerClosing) {
  return { text: result.text, citations: result.citations, decision: result.decision, finish, promptTokens, completionTokens, guard };
}

function modelFacts(model: AskedModel | null, settingsVersion: number): ModelFacts | null {
  if (model === null) return null;
  const { name, fileSha256, engine, remoteHost, promptTemplateSha256, parameters } = model;
  return { name, fileSha256, engine, remoteHost, promptTemplateSha256, settingsVersion, parameters };
}

/** Answers belong to the person whose rights were used. */
function ownerOf(actor: Actor): UserId {
  const principal = actor.onBehalfOf ?? actor.principal;
  if (principal.kind !== 'user') throw new CarrelError('FORBIDDEN', { message: 'only people ask' });
  return principal.userId;
}

function titleOf(question: string): string {
  const line = question.replaceAll(/\s+/g, ' ').trim();
  return line.length <= maxTitleLength
    ? line
    : `${line
        .slice(0, maxTitleLength - 1)
        .toWellFormed()
        .trimEnd()}…`;
}
