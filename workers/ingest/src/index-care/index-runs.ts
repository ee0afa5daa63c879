import type { BlobStore } from '@carrel/core';
import { reconcileIndex, type ReconcileInput, type ReconcileOutcome } from '@carrel/ingestion';
import { type DiskRoom, hasRoomToCompact, pruning } from './disk-room.ts';
import type { IndexTarget } from './index-target.ts';
import { type EndedRun, recordedRun, type RunDependencies } from './recorded-run.ts';

export interface IndexRunDependencies extends RunDependencies {
  readonly blobs: BlobStore;
}

interface Run {
  readonly target: IndexTarget;
  readonly signal: AbortSignal;
}

/** Compacts, and extends the search structures, in a process with a limit of memory; appends wait meanwhile. */
export async function compact(deps: RunDependencies, { room, ...run }: Run & { readonly room: DiskRoom }): Promise<EndedRun> {
  const { writer, appender } = run.target;
  const { sizeBytes } = await writer.size();
  const work = async () => {
    await appender.exclusively(async () => {
      appender.resetActivity();
      await writer.optimize();
    });
    return {};
  };
  return recordedRun(deps, { ...run, kind: 'compact' }, hasRoomToCompact(room, sizeBytes) ? work : null);
}

/** Removes the files of old versions. */
export function prune(deps: RunDependencies, { room, ...run }: Run & { readonly room: DiskRoom }): Promise<EndedRun> {
  const { writer, appender } = run.target;
  return recordedRun(deps, { ...run, kind: 'prune' }, async () => {
    await appender.exclusively(() => writer.removeOldVersions(pruning[room.level].keepMs));
    return {};
  });
}

/** Removes the rows of versions that are not served any more. */
export function removeGenerations(
  deps: RunDependencies,
  { generations, ...run }: Run & { readonly generations: readonly number[] },
): Promise<EndedRun> {
  const { writer, appender } = run.target;
  return recordedRun(deps, { ...run, kind: 'remove' }, async () => {
    await appender.exclusively(async () => {
      for (const zoneKey of [null, ...(await writer.listZones())]) await writer.deleteGenerations(generations, zoneKey);
    });
    return { removed: generations.length };
  });
}

/** Compares the index with SQL, and repairs it unless it is only to report. What is being worked on is left alone. */
export function reconcile(
  deps: IndexRunDependencies,
  run: Run & { readonly isRepairing?: boolean; readonly requestId?: number },
): Promise<EndedRun> {
  return recordedRun(deps, { ...run, kind: 'reconcile' }, () => run.target.inTurn(() => compareWithSql(deps, run)));
}

/** Writes what a new index does not have yet. */
export function fill(deps: IndexRunDependencies, run: Run & Pick<ReconcileInput, 'onProgress' | 'onSplit'>): Promise<EndedRun> {
  return recordedRun(deps, { ...run, kind: 'fill' }, () => run.target.inTurn(() => compareWithSql(deps, run)));
}

/** The comparison itself, unrecorded. */
export async function compareWithSql(
  deps: Pick<IndexRunDependencies, 'store' | 'blobs'>,
  run: Run & Pick<ReconcileInput, 'onProgress' | 'onSplit'> & { readonly isRepairing?: boolean },
): Promise<ReconcileOutcome> {
  const { target, signal, isRepairing = true, onProgress, onSplit } = run;
  const { writer, appender, embedding } = target;
  const fenced = {
    ...writer,
    deleteGenerations: (generations: readonly number[], zoneKey?: number | null) =>
      appender.exclusively(() => writer.deleteGenerations(generations, zoneKey)),
  };
  // Rows that a worker was told are written, by this writer or the one before, and has not published yet.
  const handed = await handedGenerations(deps.store);
  const isInFlight = (generation: number) => handed.has(generation) || appender.isInFlight(generation);
  return reconcileIndex(
    { ...deps, appender },
    {
      writer: fenced,
      embedding,
      isInFlight,
      isRepairing,
      signal,
      ...(onProgress && { onProgress }),
      ...(onSplit && { onSplit }),
    },
  );
}

/** Generations whose rows a worker was told are written, and which are not published yet. */
export async function handedGenerations({ read }: IndexRunDependencies['store']): Promise<ReadonlySet<number>> {
  const requests = await read.indexRequests.list();
  return new Set(requests.filter(({ outcome }) => outcome === 'written').map(({ generation }) => generation));
}
