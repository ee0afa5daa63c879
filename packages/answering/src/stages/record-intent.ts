import type { AcceptedAnswer, AnswerIntent, AnswerRecord, AskedModel, ContextPassage } from '../answer-record.ts';
import type { AskRequest } from '../ask-request.ts';
import { promptTemplateSha256 } from '../prompt/assemble-prompt.ts';
import type { FoundPassages } from './find-passages.ts';
import type { AnswerPlan } from './plan-answer.ts';

/** Nothing about the documents may leave before this has resolved. @throws AUDIT_UNAVAILABLE. */
export async function recordIntent(record: AnswerRecord, intent: AnswerIntent): Promise<AcceptedAnswer> {
  return record.acceptIntent(intent);
}

export function intentOf(request: AskRequest, found: FoundPassages, plan: AnswerPlan): AnswerIntent {
  return {
    actor: request.actor,
    conversationId: request.conversationId,
    question: request.question,
    searchQuery: found.searchQuery,
    collectionIds: request.collectionIds ?? null,
    passages: contextPassages(found, plan),
    retrieval: found.retrieval.record,
    model: askedModel(request, plan),
    settingsVersion: request.settings.version,
    prompt: plan.kind === 'write' ? plan.prompt.messages : null,
  };
}

function contextPassages({ context }: FoundPassages, plan: AnswerPlan): readonly ContextPassage[] {
  const inPrompt = new Set(plan.kind === 'write' ? plan.prompt.passageIndexes : []);
  return context.map((passage, index) => ({ passage, isInPrompt: inPrompt.has(index) }));
}

export function askedModel({ settings }: AskRequest, plan: AnswerPlan): AskedModel | null {
  if (plan.kind !== 'write') return null;
  const { name, id, fileSha256, engine, remoteHost } = plan.model;
  const { temperature, topP, seed, maxAnswerTokens } = settings;
  return {
    name,
    id,
    fileSha256,
    engine,
    remoteHost,
    promptTemplateSha256: promptTemplateSha256(settings),
    parameters: { temperature, topP, seed, maxTokens: maxAnswerTokens },
  };
}
