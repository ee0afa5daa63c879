import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, EmbeddingModel, LanguageModel } from '@carrel/core';
import { CarrelError, isCarrelError } from '@carrel/core';
import type { ModelRole } from '../inventory/describe-gguf.ts';
import type { ModelConnection } from '../openai/model-connection.ts';
import type { TimeLimits } from '../openai/request-timers.ts';
import type { WorkerModel } from '../openai/wire-schemas.ts';
import { embeddingFromWorker, languageFromWorker, requireReady } from './from-worker-model.ts';
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
const loadLimits = { firstByteTimeoutMs: 5_000, idleTimeoutMs: 5_000, totalTimeoutMs: 10_000 };

interface Wanted {
  readonly role: Exclude<ModelRole, 'reranker'>;
  /** What names the model. */
  readonly setting: string;
}

/** A worker that does not say what named its models has one a role. */
function modelAmong(models: readonly WorkerModel[], { role, setting }: Wanted): WorkerModel | undefined {
  const ofRole = models.filter((model) => model.role === role);
  return ofRole.find((model) => model.setting === setting) ?? ofRole.find((model) => model.setting === undefined);
}

/** As `readyWorkerModel`. */
export async function workerEmbeddingModel(deps: WorkerModelDeps, wait: WaitForWorker, setting: string): Promise<EmbeddingModel> {
  return embeddingFromWorker(deps, await readyWorkerModel(deps, { role: 'embedding', setting }, wait));
}

/** As `readyWorkerModel`. */
export async function workerLanguageModel(
  deps: WorkerModelDeps & { readonly limits: TimeLimits },
  wait: WaitForWorker,
  setting: string,
): Promise<LanguageModel> {
  return languageFromWorker(deps, await readyWorkerModel(deps, { role: 'llm', setting }, wait), null);
}

/**
 * The model of this role in the worker beside this process, once it is loaded. There can be several;
 * one that the worker does not have yet is loaded because it is asked for. Waits up to `loadingWaitMs` for that, and
 * until `startingUntilMs` for a worker that does not listen yet: all processes of Carrel start at the same time.
 * @throws MODEL_UNAVAILABLE while it loads and when the worker does not answer; MODEL_LOAD_FAILED, MODEL_NOT_FOUND with the
 * reason.
 */
async function readyWorkerModel(deps: WorkerModelDeps, wanted: Wanted, wait: WaitForWorker): Promise<WorkerModel> {
  const { role, setting } = wanted;
  const loadingUntilMs = deps.clock.monotonicMs() + wait.loadingWaitMs;
  for (;;) {
    const nowMs = deps.clock.monotonicMs();
    const models = await listWhenListening(deps, nowMs < wait.startingUntilMs);
    const model = models === null ? undefined : modelAmong(models, wanted);
    if (models !== null && model === undefined && nowMs < loadingUntilMs) {
      await deps.connection.postJson('/v1/models/load', { setting, role }, { limits: loadLimits });
      continue;
    }
    if (models !== null && model === undefined)
      throw new CarrelError('MODEL_UNAVAILABLE', { message: `the inference worker runs without a model for the role "${role}"` });
    if (model !== undefined && (model.state !== 'loading' || nowMs >= loadingUntilMs)) return requireReady(model);
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
