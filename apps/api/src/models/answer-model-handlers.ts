import { createHash } from 'node:crypto';
import type { AuditTrail } from '@carrel/audit';
import type { AnswerModelStatus } from '@carrel/contract';
import { routes } from '@carrel/contract';
import type { Clock, LanguageModel, Logger, RecordStore } from '@carrel/core';
import { CarrelError, isCarrelError, isoTime } from '@carrel/core';
import type { ModelSources } from '@carrel/models';
import type { ListModels } from '../admin/model-handlers.ts';
import type { Caller } from '../authentication/caller.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import type { StoredAnswerModel } from './answer-model.ts';
import { answerModelSetting, keptAfterSwitchMs, readAnswerModel } from './answer-model.ts';
import { tryAnswering } from './try-answering.ts';

export interface AnswerModelHandlerDeps {
  readonly store: RecordStore;
  readonly audit: Pick<AuditTrail, 'record'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly models: Pick<ModelSources, 'languageOf' | 'giveUpLanguage'>;
  readonly listModels: ListModels;
  /** Whether a word is the address of a model server. @throws MODEL_URL_REFUSED for one that may not be used. */
  readonly checkAddress: (setting: string) => Promise<boolean>;
}

/**
 * Changing the language model while questions are answered. The new one is loaded beside the one that answers, writes a few words,
 * and answers from the next question on. A request that finds it still loading says so, and is made again.
 */
export function createAnswerModelHandlers(
  deps: AnswerModelHandlerDeps,
  { configured }: { readonly configured: string | null },
): readonly BoundRoute[] {
  const { store } = deps;

  async function status(loading: string | null = null): Promise<AnswerModelStatus> {
    const { inUse, previous } = await readAnswerModel(store.read, configured);
    return { inUse, configured, previous: previous ?? null, canGoBack: previous !== undefined, loading };
  }

  async function use(caller: Caller, setting: string | null, signal: AbortSignal): Promise<AnswerModelStatus> {
    const before = await readAnswerModel(store.read, configured);
    if (before.inUse === setting) return status();
    const model = setting === null ? null : await ready(deps, setting);
    if (model === 'loading') return status(setting);
    if (model !== null) await tryAnswering(model, signal);
    await store.transaction(async (transaction) => {
      const held = await readAnswerModel(transaction, configured);
      if (held.inUse !== before.inUse) throw new CarrelError('CONFLICT', { message: 'another model was chosen meanwhile' });
      const choice: StoredAnswerModel = { configured, inUse: setting, previous: held.inUse };
      const value = JSON.stringify(choice);
      const version = await transaction.settings.put(answerModelSetting, value, isoTime(deps.clock));
      const valueSha256 = createHash('sha256').update(value).digest('hex');
      await deps.audit.record(transaction, caller.actor, { type: 'config.changed', setting: answerModelSetting, version, valueSha256 });
      if (model !== null) await deps.audit.record(transaction, caller.actor, { type: 'model.activated', purpose: 'answering', model });
    });
    if (before.inUse !== null) giveUpLater(deps, before.inUse, configured);
    return status();
  }

  return [
    handle(routes.getAnswerModel, () => status()),
    handle(routes.useAnswerModel, async ({ caller, body, signal }) => use(caller, await settingOf(deps, body.model), signal)),
    handle(routes.rollBackAnswerModel, async ({ caller, signal }) => {
      const { previous } = await readAnswerModel(store.read, configured);
      if (previous === undefined) throw new CarrelError('MODEL_NO_PREVIOUS');
      return use(caller, previous, signal);
    }),
  ];
}

/** @throws MODEL_NOT_FOUND, MODEL_LOAD_FAILED, MODEL_UNAVAILABLE with the reason, and then nothing is left loading. */
async function ready({ models }: AnswerModelHandlerDeps, setting: string): Promise<LanguageModel | 'loading' | null> {
  try {
    return await models.languageOf(setting).current();
  } catch (error) {
    if (isCarrelError(error) && error.code === 'MODEL_UNAVAILABLE' && error.retryAfterMs !== undefined) return 'loading';
    await models.giveUpLanguage(setting).catch(() => undefined);
    throw error;
  }
}

/** @throws MODEL_NOT_FOUND for a name that no model on this machine has, or one that only embeds. */
async function settingOf({ listModels, checkAddress }: AnswerModelHandlerDeps, name: string): Promise<string> {
  if (await checkAddress(name)) return name;
  const model = (await listModels()).find((one) => one.name === name);
  if (model === undefined || model.role === 'embed')
    throw new CarrelError('MODEL_NOT_FOUND', {
      message: `There is no language model "${name}" on this machine. "carrel models list" shows which there are.`,
    });
  return name;
}

/** The worker's memory is of use elsewhere, unless somebody went back meanwhile. */
function giveUpLater({ store, models, logger }: AnswerModelHandlerDeps, setting: string, configured: string | null): void {
  const giveUp = async () => {
    if ((await readAnswerModel(store.read, configured)).inUse !== setting) await models.giveUpLanguage(setting);
  };
  setTimeout(() => {
    giveUp().catch((error: unknown) =>
      logger.warn('model.not-given-up', { model: setting, code: isCarrelError(error) ? error.code : 'INTERNAL' }),
    );
  }, keptAfterSwitchMs).unref();
}
