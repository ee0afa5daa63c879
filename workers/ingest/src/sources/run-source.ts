import { randomUUID } from 'node:crypto';
import { isCarrelError, isoTime, systemActor, type SourceReader, type SourceRun, type SourceState } from '@carrel/core';
import { syncSource } from '@carrel/ingestion';
import type { SourceLoopDependencies } from './run-sources.ts';

const leaseMs = 30_000;
const renewIntervalMs = 10_000;
/** A look that takes long is followed by a longer pause, of twice the usual length at most: looking is not all that is done. */
const pausePerRunMs = 4;

/** One run over a source, unless another process is at it; what it came to is kept and told to the audit log. */
export async function runSource(
  deps: SourceLoopDependencies,
  options: {
    readonly state: SourceState;
    readonly reader: SourceReader;
    readonly owner: string;
    readonly intervalMs: number;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { state, reader, signal } = options;
  const { store, clock } = deps.sync;
  const { id } = state.source;
  const acquire = () => store.transaction(({ leases }) => leases.acquire(`source:${id}`, options.owner, clock.nowMs(), leaseMs));
  const lease = await acquire();
  if (lease === null) return;
  let isHeld = true;
  const renewal = setInterval(() => {
    acquire()
      .then((renewed) => {
        isHeld = renewed?.epoch === lease.epoch;
      })
      .catch((error: unknown) => deps.logger.error('source.lease-renewal-failed', error, { sourceId: id }));
  }, renewIntervalMs);
  const actor = systemActor('sources', randomUUID());
  const startedMs = clock.monotonicMs();
  try {
    const mayGoOn = async () => {
      if (!isHeld) return false;
      const now = await store.read.sources.find(id);
      return now !== null && !now.source.isPaused;
    };
    const { run, identity } = await settled(deps, { state, startedAt: isoTime(clock) }, () =>
      syncSource(deps.sync, { state, reader, actor, signal, mayGoOn }),
    );
    const pauseMs = pauseAfter(run, { intervalMs: options.intervalMs, durationMs: clock.monotonicMs() - startedMs });
    await store.transaction(async (transaction) => {
      await transaction.sources.saveRun(id, { run, nextRunMs: clock.nowMs() + pauseMs, identity });
      if (isWorthTelling(run, state.lastRun))
        await deps.sync.audit.record(transaction, actor, { type: 'connector.ran', ...factsOf(state, run) });
    });
    if (run.warning !== null && run.warning !== state.lastRun?.warning)
      deps.logger.warn('source.warning', { sourceId: id, code: run.warning });
  } finally {
    clearInterval(renewal);
    await store.transaction(({ leases }) => leases.release(lease));
  }
}

type Outcome = Awaited<ReturnType<typeof syncSource>>;

/** A failure of the machine (a full disk) is the run's warning; what was done until then is done. */
async function settled(
  deps: SourceLoopDependencies,
  { state, startedAt }: { readonly state: SourceState; readonly startedAt: string },
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    if (!isCarrelError(error)) throw error;
    deps.logger.error('source.run-failed', error, { sourceId: state.source.id });
    const counts = { seen: 0, added: 0, changed: 0, moved: 0, unchanged: 0, deleted: 0, waiting: 0, skipped: 0, failed: 0, held: 0 };
    return { run: { startedAt, endedAt: isoTime(deps.sync.clock), ...counts, warning: error.code }, identity: null };
  }
}

/** What is still being written is looked at again sooner. */
function pauseAfter(run: SourceRun, { intervalMs, durationMs }: { readonly intervalMs: number; readonly durationMs: number }): number {
  if (run.waiting > 0) return Math.ceil(intervalMs / 3);
  return Math.min(2 * intervalMs, Math.max(intervalMs, Math.round(durationMs * pausePerRunMs)));
}

function isWorthTelling(run: SourceRun, last: SourceRun | null): boolean {
  return (
    run.added + run.changed + run.moved + run.deleted > 0 || run.warning !== (last?.warning ?? null) || run.failed !== (last?.failed ?? 0)
  );
}

function factsOf({ source }: SourceState, run: SourceRun) {
  return {
    sourceId: source.id,
    addedCount: run.added,
    changedCount: run.changed,
    movedCount: run.moved,
    deletedCount: run.deleted,
    failedCount: run.failed,
    heldCount: run.held,
    hasWarning: run.warning !== null,
  };
}
