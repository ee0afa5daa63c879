import type { IngestQueue, Logger } from '@carrel/core';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmbeddingReadiness } from './embedding-readiness.ts';
import { type AdmissionLimits, mayBegin } from './flow/admission.ts';
import type { Flow } from './flow/create-flow.ts';
import { workOnVersion, type VersionWorkerDependencies } from './version-worker.ts';

export interface WorkLoopDependencies extends VersionWorkerDependencies {
  readonly queue: IngestQueue;
  readonly logger: Logger;
  /** Waits until the embedding model in use is ready; gives that model. */
  readonly readiness: (signal: AbortSignal) => Promise<EmbeddingReadiness>;
  readonly flow: Flow;
}

/** Until what is in work may have made room. */
const roomMs = 250;
/** Between two that are begun while questions suffer: some 75 ms at half the share, more than a second at the smallest. */
const restPerShareMs = 75;
/** Fewer than this are never worked on at once, however much questions suffer: one waits for the disk while another is read. */
const fewestVersions = 2;

/**
 * Takes versions from the queue and works on several at once: enough that parsing, token counting and writing of some hide
 * behind the embedding of others, and no more than memory allows. Only what can be begun is taken, so that what comes later
 * and goes first is next. Ends when the signal aborts and all work is settled.
 */
export async function runWorkLoop(
  deps: WorkLoopDependencies,
  options: { readonly owner: string; readonly signal: AbortSignal },
): Promise<void> {
  const { signal } = options;
  const { work, yielding, limits } = deps.flow;
  while (!signal.aborted) {
    try {
      const readiness = await deps.readiness(signal);
      const versions = Math.max(fewestVersions, Math.floor(limits.versions * yielding.share()));
      const room = Math.min(limits.versions, versions) - work.facts().length;
      const isBegun = room > 0 && (await beginSome(deps, { ...options, readiness, limits: { ...limits, versions }, room }));
      if (!isBegun) await work.next(roomMs);
      else if (yielding.share() < 1) await sleep(restPerShareMs * (1 / yielding.share() - 1), undefined, { signal });
    } catch (error) {
      if (signal.aborted) break;
      deps.logger.error('ingest.loop-failed', error);
      await sleep(1000, undefined, { signal }).catch(() => undefined);
    }
  }
  await work.all();
}

/** Begins the versions that are first in the order, up to the first one that there is no room for. False when none was begun. */
async function beginSome(
  deps: WorkLoopDependencies,
  input: {
    readonly owner: string;
    readonly readiness: EmbeddingReadiness;
    readonly limits: AdmissionLimits;
    readonly room: number;
    readonly signal: AbortSignal;
  },
): Promise<boolean> {
  const { work } = deps.flow;
  const { owner, readiness, signal } = input;
  const taken = await deps.queue.take({ maxVersions: input.room, signal });
  const fresh = taken.filter((versionId) => !work.has(versionId));
  const facts = new Map((await deps.store.read.versions.describeWork(fresh)).map(({ id, ...rest }) => [id, rest]));
  let isBegun = false;
  for (const versionId of fresh) {
    const next = facts.get(versionId);
    if (signal.aborted || (next !== undefined && !mayBegin(next, work.facts(), input.limits))) break;
    if (next === undefined) continue;
    const ended = workOnVersion(deps, { versionId, owner, readiness, signal })
      .then(() => undefined)
      .catch((error: unknown) => deps.logger.error('ingest.work-failed', error, { versionId }));
    work.add(versionId, next, ended);
    isBegun = true;
  }
  return isBegun;
}
