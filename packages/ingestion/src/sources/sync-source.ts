import { findPlaces, isCarrelError, isoTime, type QueuePlace, type SourceEntry, type SourceListing, type SourceRun } from '@carrel/core';
import { setTimeout as sleep } from 'node:timers/promises';
import { acceptItems, type GoneFiles } from './accept-items.ts';
import { planSync, type SyncPlan } from './plan-sync.ts';
import { receiveItem, type ReceivedItem } from './receive-item.ts';
import type { SyncDependencies, SyncInput } from './source-sync.ts';

/** Files that are read at once and accepted in one commit. */
const batchFiles = 16;
const deletionBatch = 100;
/** Between two looks at what waits to be worked on. */
const backlogLookMs = 500;
/** Programs that save by deleting and writing anew are done within this, in milliseconds. */
const secondLookMs = 1_000;

export interface SyncOutcome {
  readonly run: SourceRun;
  /** What the root is, when all of it was seen; null: what was known before stays. */
  readonly identity: string | null;
}

type Counts = Omit<SourceRun, 'startedAt' | 'endedAt' | 'warning'>;
const nothing: Counts = { seen: 0, added: 0, changed: 0, moved: 0, unchanged: 0, deleted: 0, waiting: 0, skipped: 0, failed: 0, held: 0 };

/**
 * One run over a source: new files become documents, changed ones new versions, moved ones keep their document, and what is
 * surely gone is deleted. Each batch is one commit with its audit events, so a run that breaks off is simply taken up again.
 *
 * Never deletes what it could not see: an unreachable root, an unreadable folder and a vanished mount are warnings.
 * @throws what is not about the source: DISK_FULL, DATABASE_UNAVAILABLE.
 */
export async function syncSource(deps: SyncDependencies, input: SyncInput): Promise<SyncOutcome> {
  const startedAt = isoTime(deps.clock);
  const { source } = input.state;
  const entries = await deps.store.read.sources.listEntries(source.id);
  const end = (counts: Counts, warning: SourceRun['warning'], identity: string | null): SyncOutcome => ({
    run: { startedAt, endedAt: isoTime(deps.clock), ...counts, warning },
    identity,
  });
  let listing: SourceListing;
  try {
    listing = await input.reader.list(input.signal);
  } catch (error) {
    if (!isCarrelError(error) || error.code !== 'SOURCE_UNREACHABLE') throw error;
    return end({ ...nothing, held: entries.length }, 'SOURCE_UNREACHABLE', null);
  }
  const plan = await planSync(input.reader, { state: input.state, listing, entries });
  const counts = await carryOut(deps, input, plan);
  const untouched = plan.unchanged;
  const refused = await refusedBefore(entries, plan);
  const total: Counts = {
    ...counts,
    seen: listing.items.length,
    unchanged: counts.unchanged + untouched - refused,
    failed: counts.failed + refused,
    waiting: counts.waiting + plan.waiting,
    skipped: listing.skipped,
    held: counts.held + plan.held.length,
  };
  const warning = plan.isReplaced ? 'SOURCE_REPLACED' : total.held > 0 || listing.unreadable.length > 0 ? 'SOURCE_PARTLY_UNREADABLE' : null;
  return end(total, warning, plan.isReplaced ? null : listing.identity);
}

/** Files that were refused by an earlier run and lie there unchanged. */
async function refusedBefore(entries: readonly SourceEntry[], plan: SyncPlan): Promise<number> {
  const read = new Set(plan.fresh.map(({ item }) => item.path));
  const missing = new Set([...plan.gone, ...plan.held].map(({ path }) => path));
  return entries.filter(({ path, refusal }) => refusal !== null && !read.has(path) && !missing.has(path)).length;
}

async function carryOut(deps: SyncDependencies, input: SyncInput, plan: SyncPlan): Promise<Counts> {
  const counts = { ...nothing };
  const left = new Set(plan.gone);
  const gone: GoneFiles = new Map();
  for (const entry of plan.gone) if (entry.sha256 !== null) gone.set(entry.sha256, [...(gone.get(entry.sha256) ?? []), entry]);
  for (let start = 0; start < plan.fresh.length; start += batchFiles) {
    input.signal.throwIfAborted();
    if (!(await mayRead(deps, input))) return { ...counts, waiting: plan.fresh.length - start };
    const batch = plan.fresh.slice(start, start + batchFiles);
    const received = await Promise.all(batch.map((fresh) => receiveItem(deps, input.reader, fresh)));
    const placeOf = await placesOf(deps, input, received);
    const accepted = await deps.store.transaction((transaction) => acceptItems(transaction, deps, { input, received, gone, placeOf }));
    for (const entry of accepted.movedFrom) {
      left.delete(entry);
      gone.set(
        entry.sha256 ?? '',
        (gone.get(entry.sha256 ?? '') ?? []).filter((one) => one !== entry),
      );
    }
    for (const outcome of accepted.outcomes) counts[outcome] += 1;
    counts.waiting += received.filter(({ type }) => type === 'later').length;
    if (accepted.announced.length > 0) await deps.announce(accepted.announced);
  }
  const { deleted, held } = await deleteGone(deps, input, [...left]);
  return { ...counts, deleted, held };
}

/** Waits while too much waits to be worked on. False when the run has to end. */
async function mayRead(deps: SyncDependencies, input: SyncInput): Promise<boolean> {
  for (;;) {
    if (!(await input.mayGoOn())) return false;
    if ((await deps.store.read.versions.openBytes()) <= deps.maxBacklogBytes) return true;
    await sleep(backlogLookMs, undefined, { signal: input.signal });
  }
}

async function placesOf(
  deps: SyncDependencies,
  { state }: SyncInput,
  received: readonly ReceivedItem[],
): Promise<(item: ReceivedItem) => QueuePlace | undefined> {
  const stored = received.filter((item) => item.type === 'stored');
  const sizesBytes = stored.map(({ blob }) => blob.sizeBytes);
  const places = await findPlaces(deps.store.read.versions, { lane: 'bulk', key: state.source.id, sizesBytes });
  const byItem = new Map<ReceivedItem, QueuePlace | undefined>(stored.map((item, index) => [item, places[index]]));
  return (item) => byItem.get(item);
}

/** Deletes what is gone at a second look too. */
async function deleteGone(
  deps: SyncDependencies,
  input: SyncInput,
  gone: readonly SourceEntry[],
): Promise<{ readonly deleted: number; readonly held: number }> {
  if (gone.length === 0) return { deleted: 0, held: 0 };
  await sleep(secondLookMs, undefined, { signal: input.signal });
  const { state } = input;
  let deleted = 0;
  for (let start = 0; start < gone.length; start += deletionBatch) {
    if (!(await input.mayGoOn())) return { deleted, held: gone.length - start };
    const batch: SourceEntry[] = [];
    for (const entry of gone.slice(start, start + deletionBatch))
      if (state.isDeletionConfirmed || (await input.reader.isGone(entry))) batch.push(entry);
    await deps.store.transaction(async (transaction) => {
      for (const { documentId } of batch) {
        if (documentId === null || (await transaction.documents.find(documentId)) === null) continue;
        await transaction.documents.markDeleted(documentId, isoTime(deps.clock));
        await deps.audit.record(transaction, input.actor, { type: 'document.deleted', documentId });
      }
      await transaction.sources.deleteEntries(
        state.source.id,
        batch.map(({ path }) => path),
      );
    });
    deleted += batch.length;
  }
  return { deleted, held: gone.length - deleted };
}
