import type { Clock, Logger, RecordStore } from '@carrel/core';
import { setTimeout as sleep } from 'node:timers/promises';
import { nextShare, strainOf } from './yielding.ts';

const lookMs = 500;

export interface Yielding {
  /** The share of its capacity that ingest may use now, 0…1. */
  share(): number;
}

/** Looks at what questions take for as long as there is work, and gives way while they suffer. */
export function createYielding(
  deps: { readonly store: Pick<RecordStore, 'read'>; readonly clock: Clock; readonly logger: Logger; readonly isBusy: () => boolean },
  signal: AbortSignal,
): Yielding & { readonly ended: Promise<void> } {
  let share = 1;
  const look = async (): Promise<void> => {
    while (!signal.aborted) {
      await sleep(lookMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted || (!deps.isBusy() && share === 1)) continue;
      try {
        const next = nextShare(share, strainOf(await deps.store.read.load.findQuestionLoad(), deps.clock.nowMs()));
        if (next < share && share === 1) deps.logger.info('ingest.yielding');
        share = next;
      } catch (error) {
        if (!signal.aborted) deps.logger.error('ingest.load-unknown', error);
      }
    }
  };
  return { share: () => share, ended: look() };
}
