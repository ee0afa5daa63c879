import type { AccessRepository, Clock, Logger } from '@carrel/core';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IndexKeeper } from './index-keeper.ts';

export interface MaintenanceDependencies {
  readonly keeper: Pick<IndexKeeper, 'optimize' | 'reconcile'>;
  /** Appends since the last optimisation, and milliseconds since the last append. */
  readonly activity: () => { readonly appends: number; readonly idleMs: number };
  readonly store: { readonly read: { readonly access: Pick<AccessRepository, 'zoneEpoch'> } };
  readonly clock: Clock;
  readonly logger: Logger;
}

const tickMs = 1_000;
/** Each append makes a fragment: a search opens all of them, and what is not yet in the search structures is scanned. */
const appendsBeforeOptimize = 64;
/** After the last of a few documents, so that the first search finds a tidy index. */
const idleBeforeOptimizeMs = 3_000;
const reconcileIntervalMs = 60 * 60_000;

/**
 * Looks after the index while the worker runs: optimises it when enough was appended or when it has been quiet for a while,
 * and compares it with SQL every hour, and at once when documents went into a strict zone or out of one. Failures are logged and tried again later; the documents are safe in SQL.
 */
export async function runIndexMaintenance(deps: MaintenanceDependencies, signal: AbortSignal): Promise<void> {
  let reconciledAtMs = deps.clock.monotonicMs();
  let reconciledEpoch: number | null = null;
  let failures = 0;
  while (!signal.aborted) {
    await sleep(tickMs * Math.min(60, 2 ** failures), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    try {
      const { appends, idleMs } = deps.activity();
      if (appends >= appendsBeforeOptimize || (appends > 0 && idleMs >= idleBeforeOptimizeMs)) await deps.keeper.optimize();
      const epoch = await deps.store.read.access.zoneEpoch();
      // The first opening of the index compares as well; what came before it is done.
      const isMoved = epoch !== (reconciledEpoch ?? epoch);
      if (isMoved || deps.clock.monotonicMs() - reconciledAtMs >= reconcileIntervalMs) {
        reconciledAtMs = deps.clock.monotonicMs();
        await deps.keeper.reconcile(signal);
      }
      reconciledEpoch = epoch;
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      deps.logger.error('index.maintenance-failed', error, { failures });
    }
  }
}
