import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, EmbeddingModel, LanguageModel } from '@carrel/core';
import { CarrelError, isCarrelError, sha256Schema } from '@carrel/core';
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

/** Points in time are of `Clock.monotonicMs`. */
export interface WaitForWorker {
  readonly loadingWaitMs: number;
  readonly startingUntilMs: number;
}

const pollMs = 100;

/**
 * The model of this role in Carrel's worker, once it is loaded. Waits until `loadingUntilMs` for that, and until
 * `startingUntilMs` for a worker that does not listen yet: all processes of Carrel start at the same time.
 * @throws MODEL_UNAVAILABLE while it loads and when the worker does not answer; MODEL_LOAD_FAILED, MODEL_NOT_FOUND with the
 * reason.
 */
async function readyWorkerModel(deps: WorkerModelDeps, role: ModelRole, wait: WaitForWorker): Promise<WorkerModel> {
  const loadingUntilMs = deps.clock.monotonicMs() + wait.loadingWaitMs;
  for (;;) {
    const nowMs = deps.clock.monotonicMs();
    const models = await listWhenListening(deps, nowMs < wait.startingUntilMs);
    const model = models?.find((candidate) => candidate.role === role);
    if (model?.state === 'ready') return model;
    if (model?.state === 'failed') throw failureOf(model);
    if (models !== null && model === undefined) throw unavailable(`the inference worker runs without a model for the role "${role}"`);
    if (models !== null && nowMs >= loadingUntilMs) throw unavailable(`the model "${model?.id}" is still being loaded`);
    await sleep(pollMs);
  }
}

/** Null: the worker may just be starting. */
async function listWhenListening(deps: WorkerModelDeps, mayBeStarting: boolean): Promise<readonly WorkerModel[] | null> {
  try {
    return await listWorkerModels(deps.connection);
  } catch (error) {
    if (mayBeStarting && isCarrelError(error) && error.code === 'MODEL_UNAVAILABLE') return null;
    throw error;
  }
}

function unavailable(message: string): CarrelError {
  return new CarrelError('MODEL_UNAVAILABLE', { message, retryAfterMs: 1_000 });
}

function failureOf(model: WorkerModel): CarrelError {
  const code = model.reason?.code === 'MODEL_NOT_FOUND' ? 'MODEL_NOT_FOUND' : 'MODEL_LOAD_FAILED';
  return new CarrelError(code, {
    message: model.reason?.message ?? `the model "${model.id}" could not be loaded`,
  });
}

export async function workerEmbeddingModel(deps: WorkerModelDeps, wait: WaitForWorker): Promise<EmbeddingModel> {
  const model = await readyWorkerModel(deps, 'embedding', wait);
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
  wait: WaitForWorker,
): Promise<LanguageModel> {
  const model = await readyWorkerModel(deps, 'llm', wait);
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
