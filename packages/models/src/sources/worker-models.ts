import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, EmbeddingModel, LanguageModel } from '@carrel/core';
import { CarrelError, sha256Schema } from '@carrel/core';
import type { ModelRole } from '../inventory/describe-gguf.ts';
import type { ModelConnection } from '../openai/model-connection.ts';
import type { TimeLimits } from '../openai/request-timers.ts';
import type { WorkerModel } from '../openai/wire-schemas.ts';
import { createEmbeddingModel } from '../openai/embedding-model.ts';
import { createLanguageModel } from '../openai/language-model.ts';
import { plainTextForm } from '../text-form.ts';
import { listWorkerModels } from './model-listing.ts';

interface WorkerModelDeps {
  readonly connection: ModelConnection;
  readonly clock: Clock;
}

const pollMs = 100;

/**
 * The model of this role in Carrel's worker, once it is loaded; waits `loadingWaitMs` for that.
 * @throws MODEL_UNAVAILABLE while it loads and when the worker does not answer; MODEL_LOAD_FAILED, MODEL_NOT_FOUND with the
 * reason.
 */
async function readyWorkerModel(
  deps: WorkerModelDeps,
  options: { readonly role: ModelRole; readonly loadingWaitMs: number },
): Promise<WorkerModel> {
  const giveUpMs = deps.clock.monotonicMs() + options.loadingWaitMs;
  for (;;) {
    const model = (await listWorkerModels(deps.connection)).find((candidate) => candidate.role === options.role);
    if (model === undefined)
      throw new CarrelError('MODEL_UNAVAILABLE', {
        message: `the inference worker runs without a model for the role "${options.role}"`,
      });
    if (model.state === 'ready') return model;
    if (model.state === 'failed') throw failureOf(model);
    if (deps.clock.monotonicMs() >= giveUpMs)
      throw new CarrelError('MODEL_UNAVAILABLE', {
        message: `the model "${model.id}" is still being loaded`,
        retryAfterMs: 1000,
      });
    await sleep(pollMs);
  }
}

function failureOf(model: WorkerModel): CarrelError {
  const code = model.reason?.code === 'MODEL_NOT_FOUND' ? 'MODEL_NOT_FOUND' : 'MODEL_LOAD_FAILED';
  return new CarrelError(code, {
    message: model.reason?.message ?? `the model "${model.id}" could not be loaded`,
  });
}

export async function workerEmbeddingModel(deps: WorkerModelDeps, loadingWaitMs: number): Promise<EmbeddingModel> {
  const model = await readyWorkerModel(deps, { role: 'embedding', loadingWaitMs });
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

export async function workerLanguageModel(
  deps: WorkerModelDeps & { readonly limits: TimeLimits },
  loadingWaitMs: number,
): Promise<LanguageModel> {
  const model = await readyWorkerModel(deps, { role: 'llm', loadingWaitMs });
  const sha256 = sha256Schema.parse(known(model, 'sha256'));
  return createLanguageModel(deps, {
    name: model.id,
    id: sha256,
    fileSha256: sha256,
    engine: known(model, 'engine'),
    contextTokens: known(model, 'context_tokens'),
    remoteHost: null,
    dialect: 'carrel',
    limits: deps.limits,
  });
}

/** A ready model has all that its role needs. */
function known<Key extends 'vector_id' | 'dimensions' | 'max_input_tokens' | 'max_inputs' | 'sha256' | 'engine' | 'context_tokens'>(
  model: WorkerModel,
  key: Key,
): NonNullable<WorkerModel[Key]> {
  const value = model[key];
  if (value === null)
    throw new CarrelError('MODEL_RESPONSE_INVALID', {
      message: `the inference worker does not say the ${key} of the model "${model.id}"`,
    });
  return value;
}
