import { driftRows, type EmbeddingIndex, isoTime, keptIndexMs, type Repositories, systemActor } from '@carrel/core';
import { compareWithSql, handedGenerations } from '../index-care/index-runs.ts';
import type { IndexTarget } from '../index-care/index-target.ts';
import { openBeside } from './open-beside.ts';
import type { ChangeDependencies } from './run-embedding-changes.ts';

/**
 * Lets a new index serve, if it is equal to SQL at this very moment: nothing is appended to either index meanwhile, and what
 * is being worked on has its rows in both. The switch is one update in SQL, with its events in the same transaction.
 */
export async function switchIndex(deps: ChangeDependencies, index: EmbeddingIndex, signal: AbortSignal): Promise<void> {
  const { set, store, fanOut } = deps;
  const next = await openBeside(deps, index, signal);
  const serving = set.targets().find((target) => target.state() === 'serving');
  if (serving === undefined) return;
  const tryNow = async (): Promise<boolean> => {
    if (!fanOut.hasAllInFlight(index.id) || !(await hasAllHanded(deps, next))) return true;
    const { differences } = await compareWithSql(deps, { target: next, signal, isRepairing: false });
    if (driftRows(differences) > 0) return false;
    await store.transaction((repositories) => letServe(deps, repositories, index));
    set.note(await store.read.embeddingIndexes.listOpen());
    return true;
  };
  // The turn first: a comparison that repairs has it, and waits for the appends that are held up here.
  const isEqual = await next.inTurn(() => serving.appender.exclusively(() => next.appender.exclusively(tryNow)));
  if (!isEqual) await store.read.embeddingIndexes.update(index.id, ['ready'], { state: 'filling' });
}

async function letServe(
  { audit, clock }: Pick<ChangeDependencies, 'audit' | 'clock'>,
  repositories: Repositories,
  index: EmbeddingIndex,
): Promise<void> {
  const { embeddingIndexes } = repositories;
  const indexes = await embeddingIndexes.listOpen();
  const previous = indexes.find(({ state }) => state === 'serving');
  if (previous === undefined) return;
  const actor = systemActor('ingest', index.id);
  for (const older of indexes.filter(({ state }) => state === 'kept')) {
    await embeddingIndexes.update(older.id, ['kept'], { state: 'dropping', end: 'superseded' });
    await audit.record(repositories, actor, { type: 'index.ended', index: older.id, reason: 'superseded' });
  }
  const options = { from: ['ready'], at: isoTime(clock), keptUntil: new Date(clock.nowMs() + keptIndexMs).toISOString() } as const;
  if (!(await embeddingIndexes.switchTo(index.id, options))) return;
  await audit.record(repositories, actor, { type: 'index.switched', index: index.id, previous: previous.id, cause: 'checked' });
  // Its files hold words of what was erased: there is no way back to it.
  if (previous.setting !== index.setting) return;
  await embeddingIndexes.update(previous.id, ['kept'], { state: 'dropping', end: 'superseded' });
  await audit.record(repositories, actor, { type: 'index.ended', index: previous.id, reason: 'superseded' });
}

/** Rows that other workers were told are written go into both indexes; those of a writer before may be in the old one alone. */
async function hasAllHanded({ store }: Pick<ChangeDependencies, 'store'>, next: IndexTarget): Promise<boolean> {
  return [...(await handedGenerations(store))].every(next.appender.isInFlight);
}
