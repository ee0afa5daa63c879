import { CarrelError } from '@carrel/core';
import type { ModelConnection } from '../openai/model-connection.ts';
import type { TimeLimits } from '../openai/request-timers.ts';
import type { ListedModel, WorkerModel } from '../openai/wire-schemas.ts';
import type { ServerDialect } from '../openai/language-model.ts';
import { parseWire } from '../openai/parse-wire.ts';
import { modelListSchema, workerModelSchema } from '../openai/wire-schemas.ts';

const listLimits: TimeLimits = {
  firstByteTimeoutMs: 5_000,
  idleTimeoutMs: 5_000,
  totalTimeoutMs: 10_000,
};

/** The models of any OpenAI-compatible server. */
export async function listServerModels(connection: ModelConnection): Promise<readonly ListedModel[]> {
  return parseWire(modelListSchema, await connection.getJson('/v1/models', { limits: listLimits }), 'list of models').data;
}

/** The models of Carrel's worker, with their states. */
export async function listWorkerModels(connection: ModelConnection): Promise<readonly WorkerModel[]> {
  const models = await listServerModels(connection);
  return models.map((model) => parseWire(workerModelSchema, model, 'list of models'));
}

/**
 * The model of a server that a setting means: the named one, or the only one.
 * @throws MODEL_NOT_FOUND, INVALID_CONFIGURATION
 */
export function chooseModel<Model extends { readonly id: string }>(models: readonly Model[], name: string | null): Model {
  if (name !== null) {
    const named = models.find((model) => model.id === name);
    if (named === undefined)
      throw new CarrelError('MODEL_NOT_FOUND', {
        message: `the model server has no model "${name}"; it has ${namesOf(models)}`,
      });
    return named;
  }
  const [only, ...others] = models;
  if (only === undefined) throw new CarrelError('MODEL_NOT_FOUND', { message: 'the model server has no models' });
  if (others.length > 0)
    throw new CarrelError('INVALID_CONFIGURATION', {
      message: `the model server has several models; add # and one of these names to its URL: ${namesOf(models)}`,
    });
  return only;
}

/** What the server is, by what it says of the owner of its models. */
export function dialectOf(model: ListedModel): ServerDialect {
  switch (model.owned_by) {
    case 'carrel':
      return 'carrel';
    case 'vllm':
      return 'vllm';
    case 'llamacpp':
      return 'llama-server';
    default:
      return 'openai';
  }
}

/** Tokens that the model can see at once, where its server says so. */
export function contextTokensOf(model: ListedModel): number | null {
  return model.max_model_len ?? model.context_length ?? model.meta?.n_ctx ?? model.meta?.n_ctx_train ?? null;
}

function namesOf(models: readonly { readonly id: string }[]): string {
  return (
    models
      .map((model) => model.id)
      .slice(0, 20)
      .join(', ') || 'none'
  );
}
