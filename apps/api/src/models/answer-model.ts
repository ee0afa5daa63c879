import type { Clock, LanguageModelSource, Repositories } from '@carrel/core';
import type { ModelSources } from '@carrel/models';
import { z } from 'zod';

/** Name of the setting in SQL. */
export const answerModelSetting = 'answer-model';

/** What was chosen, and what `CARREL_LLM` said then. Models by name, path or address; null: none, so answers are quoted. */
const storedChoiceSchema = z.object({
  configured: z.string().nullable(),
  inUse: z.string().nullable(),
  previous: z.string().nullable(),
});
export type StoredAnswerModel = z.infer<typeof storedChoiceSchema>;

export interface AnswerModelChoice {
  readonly inUse: string | null;
  /** Undefined: no other one answered before. */
  readonly previous: string | null | undefined;
}

/** The language model that answers: `CARREL_LLM`, or what was chosen since that has said what it says. */
export async function readAnswerModel({ settings }: Pick<Repositories, 'settings'>, configured: string | null): Promise<AnswerModelChoice> {
  const row = await settings.find(answerModelSetting);
  const stored = row === null ? null : storedChoiceSchema.parse(JSON.parse(row.value));
  // Whoever sets the variable anew means it: a choice from before does not stand in the way.
  return stored?.configured === configured ? stored : { inUse: configured, previous: undefined };
}

export interface AnswerModelDeps {
  readonly store: { readonly read: Pick<Repositories, 'settings'> };
  readonly models: Pick<ModelSources, 'languageOf' | 'giveUpLanguage'>;
  readonly clock: Clock;
}

/** A question that has a model in its hands has begun to ask it by then; the worker lets it finish. */
export const keptAfterSwitchMs = 10_000;
const giveUpEveryMs = 15_000;

/** The model of the choice that holds when somebody asks. */
export function createAnswerModels({ store, models, clock }: AnswerModelDeps, configured: string | null): LanguageModelSource {
  let seen: string | null | undefined;
  let dueMs = 0;

  /** The worker loads the model of the environment at each of its starts. When another answers, its memory is of use elsewhere. */
  async function giveUpIdle(idle: string): Promise<void> {
    if (clock.monotonicMs() < dueMs) return;
    dueMs = clock.monotonicMs() + giveUpEveryMs;
    await models.giveUpLanguage(idle).catch(() => undefined);
  }

  return {
    async current(name) {
      const { inUse } = await readAnswerModel(store.read, configured);
      if (seen !== undefined && seen !== inUse) dueMs = clock.monotonicMs() + keptAfterSwitchMs;
      seen = inUse;
      const model = await models.languageOf(inUse).current(name);
      if (configured !== null && inUse !== configured) await giveUpIdle(configured);
      return model;
    },
  };
}

/** What `CARREL_LLM` says; null: nothing. */
export function configuredAnswerModel({ models }: { readonly models: { readonly llm: string | null } }): string | null {
  return models.llm === '' ? null : models.llm;
}
