import type { AnswerFacts, AskingEvents, EmbeddingFacts, ModelFacts, RetrievalFacts, TimingFacts } from '../events/asking-events.ts';
import { asDecimal, asToken } from '../leaf/leaf-values.ts';
import { eventBody, type EventDescribers, type FieldToSeal, type LeafParts } from './event-body.ts';

const actorOwns = { kind: 'actor' } as const;
const answerTarget = (answerId: string): LeafParts => ({ target: { kind: 'answer', ref: answerId, ver: null } });

export const askingDescribers: EventDescribers<keyof AskingEvents> = {
  'search.executed': (event) =>
    eventBody({
      parts: {
        ...question(event.query),
        retrieval: retrieval(event.retrieval),
        ...embedding(event.embedding),
        perf: timings(event.timings),
      },
      sealed: [{ field: 'question', value: event.query, owner: actorOwns }],
      context: event.passages.map((passage) => ({ passage, isInPrompt: false, isCited: false })),
      authorisation: event.authorisation,
    }),
  'question.accepted': (event) =>
    eventBody({
      parts: {
        ...answerTarget(event.answerId),
        ...question(event.question),
        retrieval: retrieval(event.retrieval),
        ...model(event.model),
        ...embedding(event.embedding),
        detail: { conv: event.conversationId },
      },
      sealed: [{ field: 'question', value: event.question, owner: actorOwns }],
      context: event.passages,
      authorisation: event.authorisation,
    }),
  'answer.completed': (event) =>
    eventBody({
      parts: {
        ...answerTarget(event.answerId),
        prior: event.intentEventId,
        ...answer(event.answer),
        ...model(event.model),
        perf: timings(event.timings),
      },
      sealed: [sealedAnswer(event.answer)],
      context: event.passages,
    }),
  'answer.refused': (event) =>
    eventBody({
      outcome: event.reason === 'POLICY_BLOCKED' ? 'denied' : 'failure',
      reason: event.reason,
      parts: { ...answerTarget(event.answerId), prior: event.intentEventId, ...answer(event.answer), perf: timings(event.timings) },
      sealed: [sealedAnswer(event.answer)],
    }),
  'answer.interrupted': (event) => {
    const partial: AnswerFacts | null =
      event.partialText === null || event.ownerId === null
        ? null
        : {
            text: event.partialText,
            citations: [],
            decision: 'abstained',
            finish: event.reason === 'CLIENT_CLOSED' ? 'cancelled' : 'error',
            promptTokens: null,
            completionTokens: null,
          };
    return eventBody({
      outcome: 'interrupted',
      reason: event.reason,
      parts: { ...answerTarget(event.answerId), prior: event.intentEventId, ...(partial !== null && answer(partial)) },
      sealed:
        partial === null || event.ownerId === null
          ? []
          : [{ field: 'answer', value: { text: partial.text, citations: [] }, owner: { kind: 'user', userId: event.ownerId } }],
      onBehalfOf: event.ownerId,
    });
  },
  'answer.rated': (event) =>
    eventBody({
      parts: {
        ...answerTarget(event.answerId),
        detail: { rating: event.rating },
        ...(event.comment !== null && { comment: { s: 'comment' as const } }),
      },
      sealed: event.comment === null ? [] : [{ field: 'comment', value: event.comment, owner: actorOwns }],
    }),
  'answer.shared': (event) => eventBody({ parts: answerTarget(event.answerId) }),
  'answer.unshared': (event) => eventBody({ parts: answerTarget(event.answerId) }),
  'answer.opened': (event) => eventBody({ parts: answerTarget(event.answerId), context: event.passages }),
  'answer.posted': async (event, refOf) =>
    eventBody({
      parts: {
        ...answerTarget(event.answerId),
        identifier: { s: 'identifier' },
        detail: { audience: (await Promise.all(event.audience.map(refOf))).toSorted() },
      },
      sealed: [{ field: 'identifier', value: event.channelId, owner: actorOwns }],
      context: event.passages,
    }),
  'conversation.deleted': (event) => eventBody({ parts: { target: { kind: 'conversation', ref: event.conversationId, ver: null } } }),
};

function question(text: string): LeafParts {
  return { question: { s: 'question', len: text.length } };
}

function answer(facts: AnswerFacts): LeafParts {
  const guard = Object.entries(facts.guard ?? {}).map(([code, count]) => `${code}:${count}`);
  return {
    answer: {
      s: 'answer',
      decision: facts.decision,
      citations: facts.citations.length,
      tok_in: facts.promptTokens,
      tok_out: facts.completionTokens,
      finish: facts.finish,
      guard: guard.toSorted(),
    },
  };
}

function sealedAnswer(facts: AnswerFacts): FieldToSeal {
  return { field: 'answer', value: { text: facts.text, citations: facts.citations }, owner: actorOwns };
}

function retrieval(facts: RetrievalFacts): NonNullable<LeafParts['retrieval']> {
  return {
    index: asToken(facts.index),
    k: facts.givenCount,
    mode: facts.mode,
    rerank: facts.reranker === null ? null : asToken(facts.reranker),
    cache: facts.cache,
  };
}

function model(facts: ModelFacts | null): LeafParts {
  if (facts === null) return {};
  const { parameters } = facts;
  return {
    model: {
      name: asToken(facts.name),
      file_sha256: facts.fileSha256,
      engine: asToken(facts.engine),
      ...(facts.engineBuild !== undefined && { engine_build: asToken(facts.engineBuild) }),
      host: facts.remoteHost === null ? null : asToken(facts.remoteHost),
      prompt_tpl_sha256: facts.promptTemplateSha256,
      settings: facts.settingsVersion,
      params: {
        temp: asDecimal(parameters.temperature),
        top_p: asDecimal(parameters.topP),
        seed: parameters.seed,
        max: parameters.maxTokens,
      },
    },
  };
}

function embedding(facts: EmbeddingFacts | null): LeafParts {
  if (facts === null) return {};
  return { embed: { name: asToken(facts.name), file_sha256: /^[0-9a-f]{64}$/.test(facts.id) ? facts.id : null, dim: facts.dimensions } };
}

function timings(facts: TimingFacts): NonNullable<LeafParts['perf']> {
  return {
    ...(facts.queueMs !== undefined && { queue_ms: Math.round(facts.queueMs) }),
    ...(facts.retrieveMs !== undefined && { retr_ms: Math.round(facts.retrieveMs) }),
    ...(facts.firstTokenMs !== undefined && { ttft_ms: facts.firstTokenMs === null ? null : Math.round(facts.firstTokenMs) }),
    ...(facts.totalMs !== undefined && { total_ms: Math.round(facts.totalMs) }),
  };
}
