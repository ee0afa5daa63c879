import {
  type Clock,
  type ErrorCode,
  type IndexRunDetail,
  type IndexRunKind,
  isCarrelError,
  isoTime,
  type Logger,
  type RecordStore,
} from '@carrel/core';
import type { IndexTarget } from './index-target.ts';

export interface RunDependencies {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told of every run that has ended. */
  readonly onRun?: ((run: EndedRun) => void) | undefined;
}

export interface EndedRun {
  readonly kind: IndexRunKind;
  readonly state: 'succeeded' | 'failed' | 'skipped';
  readonly reasonCode: ErrorCode | null;
  readonly detail: IndexRunDetail;
}

export interface RunOrder {
  readonly kind: IndexRunKind;
  readonly isRepairing?: boolean;
  /** The request that it answers. */
  readonly requestId?: number;
}

/**
 * Does a piece of work on an index and keeps a record of it: begun, ended, how, and what the index took on the disk before
 * and after. A run that the process does not live to end is closed as interrupted by the next one.
 *
 * @param work null: there is no room on the disk for it.
 * @returns how it ended. A failure is logged and recorded, not thrown; only what comes with an aborted signal is.
 */
export async function recordedRun(
  { store, clock, logger, onRun }: RunDependencies,
  { target, signal, ...order }: RunOrder & { readonly target: IndexTarget; readonly signal: AbortSignal },
  work: (() => Promise<IndexRunDetail>) | null,
): Promise<EndedRun> {
  const { indexCare } = store.read;
  const startedMs = clock.monotonicMs();
  const runId = await indexCare.beginRun({ ...order, indexId: target.indexId, at: isoTime(clock) });
  const before = await target.writer.size();
  const end = async (state: EndedRun['state'], reasonCode: ErrorCode | null, found: IndexRunDetail): Promise<EndedRun> => {
    const detail = { before, after: await target.writer.size(), ...found };
    await indexCare.endRun(runId, { state, at: isoTime(clock), reasonCode, detail });
    const run = { kind: order.kind, state, reasonCode, detail };
    onRun?.(run);
    return run;
  };
  if (work === null) return end('skipped', 'DISK_FULL', {});
  try {
    const found = await work();
    logger.info('index.run-ended', { kind: order.kind, outcome: 'succeeded', durationMs: Math.round(clock.monotonicMs() - startedMs) });
    return await end('succeeded', null, found);
  } catch (error) {
    if (signal.aborted) {
      await indexCare
        .endRun(runId, { state: 'interrupted', at: isoTime(clock), reasonCode: null, detail: { before } })
        .catch(() => undefined);
      throw error;
    }
    logger.error('index.run-failed', error, { kind: order.kind });
    return end('failed', isCarrelError(error) ? error.code : 'INTERNAL', {});
  }
}
