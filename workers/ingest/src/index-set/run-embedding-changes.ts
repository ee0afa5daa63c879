import type { AuditTrail } from '@carrel/audit';
import { type EmbeddingIndex, type ErrorCode, isCarrelError } from '@carrel/core';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ModelSources } from '@carrel/models';
import type { IndexRunDependencies } from '../index-care/index-runs.ts';
import { dropIndex, endIndex } from './end-index.ts';
import type { FanOutAppender } from './fan-out-appender.ts';
import { fillIndex } from './fill-index.ts';
import type { IndexSet } from './index-set.ts';
import { measureIndex } from './measure-index.ts';
import { openBeside } from './open-beside.ts';
import { switchIndex } from './switch-index.ts';

export interface ChangeDependencies extends IndexRunDependencies {
  readonly set: IndexSet;
  readonly fanOut: Pick<FanOutAppender, 'hasAllInFlight'>;
  readonly models: Pick<ModelSources, 'embeddingOf' | 'giveUpEmbedding'>;
  readonly audit: Pick<AuditTrail, 'record'>;
  /** Folder in which all indexes lie. */
  readonly root: string;
  /** Whether the index that serves is open. */
  readonly isOpen: () => boolean;
}

const tickMs = 500;
const pauseAfterFailureMs = 5_000;

/**
 * Carries every change of the embedding model on, one step after the other, from wherever a process left it: fills the new
 * index, takes its figures, lets it serve when it may, keeps the old one for a while, and removes what is over. Each step is
 * recorded in SQL, and can be repeated.
 */
export async function runEmbeddingChanges(deps: ChangeDependencies, signal: AbortSignal): Promise<void> {
  const pausedUntilMs = new Map<string, number>();
  while (!signal.aborted) {
    await sleep(tickMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted || !deps.isOpen()) continue;
    try {
      const indexes = await deps.store.read.embeddingIndexes.listOpen();
      deps.set.note(indexes);
      for (const index of indexes) {
        if (signal.aborted || deps.clock.monotonicMs() < (pausedUntilMs.get(index.id) ?? 0)) continue;
        const isDone = await tryStep(deps, index, signal);
        if (!isDone) pausedUntilMs.set(index.id, deps.clock.monotonicMs() + pauseAfterFailureMs);
      }
    } catch (error) {
      if (!signal.aborted) deps.logger.error('index.change-failed', error);
    }
  }
}

/** False: it failed, and why is written down. */
async function tryStep(deps: ChangeDependencies, index: EmbeddingIndex, signal: AbortSignal): Promise<boolean> {
  const { embeddingIndexes } = deps.store.read;
  const isHere = async (problem: ErrorCode | null) => embeddingIndexes.update(index.id, [index.state], { problem });
  try {
    await step(deps, index, signal);
    if (index.problem !== null) await isHere(null);
    return true;
  } catch (error) {
    if (signal.aborted) return true;
    deps.logger.error('index.step-failed', error, { indexId: index.id, stage: index.state });
    const code = isCarrelError(error) ? error.code : 'INTERNAL';
    // No repetition gives the model back that the index was begun with.
    if (code === 'EMBEDDING_MODEL_CHANGED' || code === 'EMBEDDING_IN_USE') await endIndex(deps, index, 'failed', code);
    else await isHere(code);
    return false;
  }
}

async function step(deps: ChangeDependencies, index: EmbeddingIndex, signal: AbortSignal): Promise<void> {
  switch (index.state) {
    case 'filling':
      return fillIndex(deps, index, signal);
    case 'measuring':
      return measureIndex(deps, index, signal);
    case 'scoring':
      // The API asks the golden questions: it is there that questions are answered.
      return void (await openBeside(deps, index, signal));
    case 'ready':
      await openBeside(deps, index, signal);
      return index.isAutomatic ? switchIndex(deps, index, signal) : undefined;
    case 'kept':
      if (index.keptUntil !== null && deps.clock.nowMs() >= Date.parse(index.keptUntil)) return endIndex(deps, index, 'expired', null);
      return void (await openBeside(deps, index, signal));
    case 'dropping':
      return dropIndex(deps, index);
    case 'serving':
    case 'dropped':
      return undefined;
  }
}
