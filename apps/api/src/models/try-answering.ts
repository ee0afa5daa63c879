import type { LanguageModel } from '@carrel/core';
import { CarrelError } from '@carrel/core';

/** Has a model write a few words. @throws MODEL_TRIAL_FAILED when it writes none, and what the model throws. */
export async function tryAnswering(model: LanguageModel, signal: AbortSignal): Promise<void> {
  const request = { maxTokens: 8, temperature: 0, topP: 1, seed: 1, cacheScope: 'model-trial', signal };
  for await (const event of model.generate({ ...request, messages: [{ role: 'user', content: 'Answer with one word: yes.' }] }))
    if (event.type === 'finish' && event.completionTokens > 0) return;
  throw new CarrelError('MODEL_TRIAL_FAILED', { message: `the model "${model.name}" wrote nothing` });
}
