import { isCarrelError, type LanguageModel, type QuotingReason } from '@carrel/core';
import { type AnswerMaterial, readMaterial } from '../answer-material.ts';
import type { AnswerDeps, AskRequest } from '../ask-request.ts';
import { type AssembledPrompt, assemblePrompt } from '../prompt/assemble-prompt.ts';
import { judgeRelevance, type Relevance } from '../relevance/judge-relevance.ts';
import type { FoundPassages } from './find-passages.ts';

/** How the answer will be made. Decided before the intent, so that the intent can say it. */
export type AnswerPlan = { readonly material: AnswerMaterial; readonly relevance: Relevance } & (
  | { readonly kind: 'abstain' }
  | { readonly kind: 'quote'; readonly reason: QuotingReason }
  | { readonly kind: 'write'; readonly model: LanguageModel; readonly prompt: AssembledPrompt }
);

/**
 * @throws MODEL_NOT_FOUND when the request names a model that there is none of: the asker chose it, so it is not replaced.
 */
export async function planAnswer(
  deps: Pick<AnswerDeps, 'models' | 'newMark'>,
  request: AskRequest,
  found: FoundPassages,
): Promise<AnswerPlan> {
  const material = readMaterial(found.searchQuery, found.context);
  const relevance = judgeRelevance(material, found.retrieval.signals, request.settings.relevance);
  // Looked up even when it will not be asked: a wrong name is an error whatever the documents say.
  const model = await currentModel(deps, request);
  if (!relevance.isRelevant) return { kind: 'abstain', material, relevance };
  if (model === null || model === 'failed')
    return { kind: 'quote', material, relevance, reason: model === null ? 'no-language-model' : 'model-failed' };
  const prompt = await promptFor(deps, request, found, model);
  if (typeof prompt === 'string') return { kind: 'quote', material, relevance, reason: prompt };
  return { kind: 'write', material, relevance, model, prompt };
}

async function currentModel({ models }: Pick<AnswerDeps, 'models'>, { modelName }: AskRequest): Promise<LanguageModel | null | 'failed'> {
  try {
    return await models.current(modelName);
  } catch (error) {
    if (isCarrelError(error) && error.code === 'MODEL_NOT_FOUND') throw error;
    return 'failed';
  }
}

async function promptFor(
  deps: Pick<AnswerDeps, 'newMark'>,
  request: AskRequest,
  found: FoundPassages,
  model: LanguageModel,
): Promise<AssembledPrompt | QuotingReason> {
  const { question, history, settings, signal } = request;
  try {
    return await assemblePrompt(model, { question, history, settings, signal, passages: found.context, newMark: deps.newMark });
  } catch (error) {
    signal.throwIfAborted();
    return isCarrelError(error) && error.code === 'INPUT_TOO_LONG' ? 'prompt-too-long' : 'model-failed';
  }
}
