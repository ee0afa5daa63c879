import { driftRows, type EmbeddingIndexState, type IndexRunKind } from '@carrel/core';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DiskRoom, pruning } from './disk-room.ts';
import { compact, type IndexRunDependencies, prune, reconcile, removeGenerations } from './index-runs.ts';
import type { IndexTarget } from './index-target.ts';
import type { EndedRun } from './recorded-run.ts';

export interface MaintenanceDependencies extends IndexRunDependencies {
  /** The indexes that are open for writing; none before this process may write. */
  readonly targets: () => readonly IndexTarget[];
  readonly diskRoom: () => Promise<DiskRoom>;
}

/** Indexes that are to hold what SQL says. */
const compared: ReadonlySet<EmbeddingIndexState> = new Set(['ready', 'serving', 'kept']);

const tickMs = 1_000;
/** Each append makes a fragment: a search opens all of them, and what is not yet in the search structures is scanned. */
const appendsBeforeCompacting = 64;
/** After the last of a few documents, so that the first search finds a tidy index. */
const idleBeforeCompactingMs = 3_000;
const reconcileIntervalMs = 60 * 60_000;
/** What differed is looked at once more, so that a repair that did not hold is seen within minutes. */
const reconcileAgainMs = 60_000;
/** Rows of replaced and deleted documents are removed together: each removal is a commit. */
const removalIntervalMs = 3_000;
const generationsPerRemoval = 10_000;
const longestPauseMs = 60_000;

/**
 * Looks after the indexes while the worker runs: compacts one when enough was appended or when it has been quiet for a
 * while, removes old versions of its files and the rows of what is not served any more, and compares it with SQL every hour,
 * when somebody asks, and at once when documents went into a strict zone or out of one. Every run is recorded; a kind of run
 * that failed is tried again later and later. The documents are safe in SQL.
 */
export async function runIndexMaintenance(deps: MaintenanceDependencies, signal: AbortSignal): Promise<void> {
  const care = new Map<string, IndexCare>();
  const removeStale = createRemoval(deps);
  while (!signal.aborted) {
    await sleep(tickMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    try {
      const targets = deps.targets();
      for (const target of targets) {
        const one = care.get(target.indexId) ?? createIndexCare(deps);
        care.set(target.indexId, one);
        await one.tick(target, signal);
      }
      await removeStale(targets, signal);
    } catch (error) {
      if (!signal.aborted) deps.logger.error('index.maintenance-failed', error);
    }
  }
}

interface IndexCare {
  tick(target: IndexTarget, signal: AbortSignal): Promise<void>;
}

/** The care of one index: what was done when, and what is due. */
function createIndexCare(deps: MaintenanceDependencies): IndexCare {
  const { clock, store } = deps;
  const pauses = createPauses(() => clock.monotonicMs());
  let nextReconcileMs = clock.monotonicMs() + reconcileIntervalMs;
  let prunedAtMs = clock.monotonicMs();
  let hasOldVersions = true;
  let knownEpoch: number | null = null;

  const tidy = async (target: IndexTarget, signal: AbortSignal): Promise<void> => {
    const { appends, idleMs } = target.appender.activity();
    const isDue = appends >= appendsBeforeCompacting || (appends > 0 && idleMs >= idleBeforeCompactingMs);
    if (isDue && pauses.isOver('compact')) {
      pauses.note(await compact(deps, { target, signal, room: await deps.diskRoom() }));
      hasOldVersions = true;
    }
    if (!hasOldVersions || !pauses.isOver('prune')) return;
    const room = await deps.diskRoom();
    if (clock.monotonicMs() - prunedAtMs < pruning[room.level].everyMs) return;
    prunedAtMs = clock.monotonicMs();
    const run = await prune(deps, { target, signal, room });
    pauses.note(run);
    hasOldVersions = run.state !== 'succeeded' || (run.detail.after?.versionCount ?? 0) > 1;
  };

  const compare = async (target: IndexTarget, signal: AbortSignal): Promise<void> => {
    const request = await store.read.indexCare.findRequest();
    const epoch = await store.read.access.zoneEpoch();
    // The first opening of the index compares as well; what came before it is done.
    const isMoved = epoch !== (knownEpoch ?? epoch);
    const isDue = isMoved || clock.monotonicMs() >= nextReconcileMs;
    if (request === null && !(isDue && pauses.isOver('reconcile'))) {
      knownEpoch ??= epoch;
      return;
    }
    const order = request === null ? {} : { requestId: request.id, isRepairing: request.isRepairing };
    const run = await reconcile(deps, { target, signal, ...order });
    pauses.note(run);
    if (run.state !== 'succeeded') return;
    const isSettled = run.detail.differences === undefined || driftRows(run.detail.differences) === 0;
    nextReconcileMs = clock.monotonicMs() + (isSettled ? reconcileIntervalMs : reconcileAgainMs);
    knownEpoch = epoch;
  };

  return {
    async tick(target, signal) {
      await tidy(target, signal);
      // A new index is filled by whoever makes it.
      if (compared.has(target.state())) await compare(target, signal);
    },
  };
}

/** Takes the rows of what is not served any more out of all indexes; only then are the generations forgotten. */
function createRemoval(deps: MaintenanceDependencies) {
  const pauses = createPauses(() => deps.clock.monotonicMs());
  let removedAtMs = Number.NEGATIVE_INFINITY;
  return async (targets: readonly IndexTarget[], signal: AbortSignal): Promise<void> => {
    const nowMs = deps.clock.monotonicMs();
    if (targets.length === 0 || nowMs - removedAtMs < removalIntervalMs || !pauses.isOver('remove')) return;
    const generations = await deps.store.read.indexCare.listStaleGenerations(generationsPerRemoval);
    if (generations.length === 0) return;
    removedAtMs = nowMs;
    for (const target of targets) {
      const run = await removeGenerations(deps, { target, signal, generations });
      pauses.note(run);
      if (run.state !== 'succeeded') return;
    }
    await deps.store.read.indexCare.forgetStaleGenerations(generations);
  };
}

/** After each failure in a row the next attempt waits twice as long. */
function createPauses(nowMs: () => number) {
  const failures = new Map<IndexRunKind, { readonly count: number; readonly untilMs: number }>();
  return {
    isOver: (kind: IndexRunKind) => nowMs() >= (failures.get(kind)?.untilMs ?? 0),
    note({ kind, state }: EndedRun) {
      if (state === 'succeeded') {
        failures.delete(kind);
        return;
      }
      const count = (failures.get(kind)?.count ?? 0) + 1;
      failures.set(kind, { count, untilMs: nowMs() + Math.min(longestPauseMs, tickMs * 2 ** count) });
    },
  };
}
