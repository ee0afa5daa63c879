import type { IndexCareView, IndexRunView } from '@carrel/contract';
import { type ErrorCode, errorCatalogue, type IndexAlarm, type IndexRun } from '@carrel/core';

const reasonOf = (code: ErrorCode) => ({ code, text: errorCatalogue[code].text });

export function indexRunView(run: IndexRun): IndexRunView {
  const { indexId, reasonCode, detail, ...rest } = run;
  return {
    ...rest,
    index: indexId,
    reason: reasonCode === null ? null : reasonOf(reasonCode),
    before: detail.before ?? null,
    after: detail.after ?? null,
    differences: detail.differences ?? null,
    rebuilt: detail.rebuilt ?? null,
    removed: detail.removed ?? null,
  };
}

export function indexAlarmView({ reasonCode, ...alarm }: IndexAlarm): IndexCareView['alarms'][number] {
  return { ...alarm, reason: reasonOf(reasonCode) };
}
