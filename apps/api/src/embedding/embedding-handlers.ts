import type { AuditTrail } from '@carrel/audit';
import { routes } from '@carrel/contract';
import {
  builtinEmbedding,
  CarrelError,
  type Clock,
  type IdSource,
  isoTime,
  isUnfinished,
  keptIndexMs,
  newEmbeddingIndex,
  type RecordStore,
  unfinishedStates,
} from '@carrel/core';
import type { ListModels } from '../admin/model-handlers.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { embeddingStatus } from './embedding-views.ts';

export interface EmbeddingDeps {
  readonly store: RecordStore;
  readonly audit: Pick<AuditTrail, 'record'>;
  readonly ids: IdSource;
  readonly clock: Clock;
  readonly listModels: ListModels;
  /** Whether a word is the address of a model server. @throws MODEL_URL_REFUSED for one that may not be used. */
  readonly checkAddress: (setting: string) => Promise<boolean>;
}

/** Changing the embedding model. The API writes down what is wanted; the one writer of the index carries it out. */
export function createEmbeddingHandlers(deps: EmbeddingDeps): readonly BoundRoute[] {
  const { store, audit, clock } = deps;
  const status = () => embeddingStatus(store.read);

  return [
    handle(routes.getEmbedding, status),
    createChangeHandler(deps),
    handle(routes.switchEmbedding, async () => {
      const change = (await store.read.embeddingIndexes.listOpen()).find(isUnfinished);
      if (change === undefined || !(await store.read.embeddingIndexes.update(change.id, unfinishedStates, { isAutomatic: true })))
        throw new CarrelError('EMBEDDING_CHANGE_NONE');
      return status();
    }),
    handle(routes.cancelEmbedding, async ({ caller }) => {
      await store.transaction(async (repositories) => {
        const indexes = await repositories.embeddingIndexes.listOpen();
        const change = indexes.find(isUnfinished);
        if (change !== undefined && change.setting === indexes.find(({ state }) => state === 'serving')?.setting)
          throw new CarrelError('CONFLICT', {
            message: 'The index is being made anew because a document was erased. That cannot be stopped.',
          });
        const end = { state: 'dropping', end: 'cancelled' } as const;
        if (change === undefined || !(await repositories.embeddingIndexes.update(change.id, unfinishedStates, end)))
          throw new CarrelError('EMBEDDING_CHANGE_NONE');
        await audit.record(repositories, caller.actor, { type: 'index.ended', index: change.id, reason: 'cancelled' });
      });
      return status();
    }),
    handle(routes.rollBackEmbedding, async ({ caller }) => {
      await store.transaction(async (repositories) => {
        const indexes = await repositories.embeddingIndexes.listOpen();
        const serving = indexes.find(({ state }) => state === 'serving');
        const previous = indexes.findLast(({ state }) => state === 'kept');
        if (serving === undefined || previous === undefined) throw new CarrelError('EMBEDDING_CHANGE_NONE');
        const keptUntil = new Date(clock.nowMs() + keptIndexMs).toISOString();
        const options = { from: ['kept'], at: isoTime(clock), keptUntil } as const;
        if (!(await repositories.embeddingIndexes.switchTo(previous.id, options))) throw new CarrelError('CONFLICT');
        await audit.record(repositories, caller.actor, {
          type: 'index.switched',
          index: previous.id,
          previous: serving.id,
          cause: 'rollback',
        });
      });
      return status();
    }),
  ];
}

function createChangeHandler(deps: EmbeddingDeps): BoundRoute {
  const { store, audit, ids, clock } = deps;
  return handle(routes.changeEmbedding, async ({ caller, body }) => {
    const setting = await settingOf(deps, body.model);
    const id = ids.indexId();
    const index = newEmbeddingIndex({
      id,
      setting,
      isAutomatic: body.isAutomatic,
      golden: body.golden ?? null,
      createdBy: caller.userId,
      createdAt: isoTime(clock),
    });
    await store.transaction(async (repositories) => {
      const indexes = await repositories.embeddingIndexes.listOpen();
      const serving = indexes.find(({ state }) => state === 'serving');
      if (serving === undefined) throw new CarrelError('INDEX_UNAVAILABLE', { message: 'the index was not opened yet' });
      if (serving.setting === setting) throw new CarrelError('EMBEDDING_IN_USE');
      if (indexes.some(isUnfinished)) throw new CarrelError('EMBEDDING_CHANGE_RUNNING');
      await repositories.embeddingIndexes.create(index);
      await audit.record(repositories, caller.actor, { type: 'index.build_started', index: id, setting });
    });
    return embeddingStatus(store.read);
  });
}

/** @throws MODEL_NOT_FOUND for a name that no model on this machine has, or one that writes answers. */
async function settingOf({ listModels, checkAddress }: EmbeddingDeps, name: string): Promise<string> {
  const models = await listModels();
  const isBuiltin = name === builtinEmbedding || (models.every((model) => model.name !== name) && name === 'carrel-static-1');
  if (isBuiltin) return builtinEmbedding;
  if (await checkAddress(name)) return name;
  const model = models.find((one) => one.name === name);
  if (model === undefined || model.role === 'answer')
    throw new CarrelError('MODEL_NOT_FOUND', {
      message: `There is no embedding model "${name}" on this machine. "carrel models list" shows which there are; "builtin" is the one that comes with Carrel.`,
    });
  return name;
}
