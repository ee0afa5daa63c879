import { indexAlarmFailures, type IndexRunKind, type Repositories } from '@carrel/core';

const words: Readonly<Record<IndexRunKind, string>> = {
  compact: 'compacting the index',
  prune: 'removing old versions of the index',
  reconcile: 'comparing the index with the database',
  remove: 'removing rows of replaced and deleted documents',
  fill: 'filling the index of another embedding model',
};

/** Whether the index is cared for: a kind of care that failed three times in a row is told of. */
export async function checkIndexCare({
  indexCare,
}: Pick<Repositories, 'indexCare'>): Promise<{ readonly ok: boolean; readonly detail: string }> {
  const alarms = await indexCare.listAlarms(indexAlarmFailures);
  if (alarms.length === 0) return { ok: true, detail: 'the index is cared for' };
  const detail = alarms.map(
    ({ kind, failures, reasonCode, at }) => `${words[kind]} failed ${failures} times in a row, last at ${at}: ${reasonCode}`,
  );
  return { ok: false, detail: detail.join('; ') };
}
