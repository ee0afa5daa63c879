import type { EmbeddingModel, LanguageModel } from '@carrel/core';
import { CarrelError, sha256Schema } from '@carrel/core';
import type { ModelRole } from '../inventory/describe-gguf.ts';
import type { ModelConnection } from '../openai/model-connection.ts';
import type { TimeLimits } from '../openai/request-timers.ts';
import type { ListedModel, WorkerModel } from '../openai/wire-schemas.ts';
import { createEmbeddingModel } from '../openai/embedding-model.ts';
import { createLanguageModel } from '../openai/language-model.ts';
import { workerModelSchema } from '../openai/wire-schemas.ts';
import { plainTextForm } from '../text-form.ts';
import { chooseModel } from './model-listing.ts';

/** The model of this role where the server is a worker of Carrel, on whatever machine; null where it is another server. */
export function workerModelAmong(
  models: readonly ListedModel[],
  wanted: { readonly role: ModelRole; readonly name: string | null },
): WorkerModel | null {
  const workers = models.flatMap((model) => workerModelSchema.safeParse(model).data ?? []);
  if (workers.length === 0 || workers.length < models.length) return null;
  const { id } = chooseModel(
    workers.filter((model) => model.role === wanted.role),
    wanted.name,
  );
  return workers.find((model) => model.id === id && model.role === wanted.role) ?? null;
}

/** @throws MODEL_UNAVAILABLE while it is being loaded; MODEL_LOAD_FAILED, MODEL_NOT_FOUND with the reason. */
export function requireReady(model: WorkerModel): WorkerModel {
  if (model.state === 'ready') return model;
  if (model.state === 'loading')
    throw new CarrelError('MODEL_UNAVAILABLE', { message: `the model "${model.id}" is still being loaded`, retryAfterMs: 1_000 });
  const code = model.reason?.code === 'MODEL_NOT_FOUND' ? 'MODEL_NOT_FOUND' : 'MODEL_LOAD_FAILED';
  throw new CarrelError(code, { message: model.reason?.message ?? `the model "${model.id}" could not be loaded` });
}

export function embeddingFromWorker(deps: { readonly connection: ModelConnection }, model: WorkerModel): EmbeddingModel {
  return createEmbeddingModel(deps, {
    name: model.id,
    id: known(model, 'vector_id'),
    dimensions: known(model, 'dimensions'),
    maxInputTokens: known(model, 'max_input_tokens'),
    maxInputsPerCall: known(model, 'max_inputs'),
    isWorker: true,
    textForm: plainTextForm,
  });
}

export function languageFromWorker(
  deps: { readonly connection: ModelConnection; readonly limits: TimeLimits },
  model: WorkerModel,
  remoteHost: string | null,
): LanguageModel {
  const sha256 = sha256Schema.parse(known(model, 'sha256'));
  return createLanguageModel(deps, {
    name: model.id,
    id: sha256,
    fileSha256: sha256,
    engine: known(model, 'engine'),
    contextTokens: known(model, 'context_tokens'),
    remoteHost,
    dialect: 'carrel',
    limits: deps.limits,
  });
}

type Needed = 'vector_id' | 'dimensions' | 'max_input_tokens' | 'max_inputs' | 'sha256' | 'engine' | 'context_tokens';

/** A ready model has all that its role needs. */
function known<Key extends Needed>(model: WorkerModel, key: Key): NonNullable<WorkerModel[Key]> {
  const value = model[key];
  if (value !== null) return value;
  throw new CarrelError('MODEL_RESPONSE_INVALID', { message: `the inference worker does not say the ${key} of the model "${model.id}"` });
}
