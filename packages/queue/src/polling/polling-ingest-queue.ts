import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, IngestQueue, VersionId, VersionRepository } from '@carrel/core';

export interface PollingOptions {
  /** How long an idle worker waits between two looks, in milliseconds. */
  readonly pollMs: number;
}

/**
 * The queue of an installation without Redis: workers ask SQL for versions that may be claimed.
 *
 * `announce` wakes a `take` of the same process at once; other processes see the version at their next look. A lost
 * announcement costs at most `pollMs`.
 */
export function createPollingIngestQueue(
  deps: { readonly versions: Pick<VersionRepository, 'listClaimable'>; readonly clock: Clock },
  options: PollingOptions,
): IngestQueue {
  const closed = new AbortController();
  let wake = Promise.withResolvers<void>();

  return {
    async announce(versionIds) {
      if (versionIds.length === 0) return;
      wake.resolve();
      wake = Promise.withResolvers();
    },
    async take({ maxVersions, signal }) {
      const ended = AbortSignal.any([signal, closed.signal]);
      while (!ended.aborted) {
        const announced = wake.promise;
        const found = await deps.versions.listClaimable(deps.clock.nowMs(), maxVersions);
        if (found.length > 0) return found;
        await pause(announced, options.pollMs, ended);
      }
      return noVersions;
    },
    async close() {
      closed.abort();
    },
  };
}

const noVersions: readonly VersionId[] = [];

/** Until something was announced, the time is over or the signal aborts. */
async function pause(announced: Promise<void>, pollMs: number, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  await Promise.race([announced, sleep(pollMs, undefined, { signal: either }).catch(() => undefined)]);
  over.abort();
}
