import { routes } from '@carrel/contract';
import { CarrelError, type Clock, indexAlarmFailures, isoTime, type RecordStore } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { indexAlarmView, indexRunView } from './index-care-views.ts';

const shownRuns = 50;

/** The care of the index. The API only writes down what is wanted; the one writer of the index does it. */
export function createIndexCareHandlers({ store, clock }: { readonly store: RecordStore; readonly clock: Clock }): readonly BoundRoute[] {
  const { indexCare } = store.read;
  const findRun = async (id: number) => {
    const run = Number.isSafeInteger(id) ? await indexCare.findRun(id) : null;
    if (run === null) throw new CarrelError('NOT_FOUND');
    return indexRunView(run);
  };

  return [
    handle(routes.getIndexCare, async () => {
      const [alarms, runs, comparisons] = await Promise.all([
        indexCare.listAlarms(indexAlarmFailures),
        indexCare.listRuns({ limit: shownRuns }),
        indexCare.listRuns({ limit: shownRuns, kind: 'reconcile' }),
      ]);
      const comparison = comparisons.find((run) => run.detail.differences !== undefined);
      return {
        alarms: alarms.map(indexAlarmView),
        comparison: comparison === undefined ? null : indexRunView(comparison),
        runs: runs.map(indexRunView),
      };
    }),
    handle(routes.requestIndexCheck, async ({ body }) =>
      findRun(await indexCare.requestRun({ isRepairing: body.repair, at: isoTime(clock) })),
    ),
    handle(routes.getIndexCheck, ({ params }) => findRun(Number(params.id))),
  ];
}
