import { useFormat, useMessages } from '../messages/language.tsx';
import { useCounts } from '../messages/use-counts.ts';
import type { UploadItem } from './upload-item.ts';
import { isFailed, isOpen, shareOfAll } from './upload-item.ts';

/** All uploads in one line, and how far they are together. */
export function useUploadSummary(items: readonly UploadItem[]) {
  const words = useMessages().uploads;
  const format = useFormat();
  const counts = useCounts();
  const openCount = items.filter(isOpen).length;
  const failedCount = items.filter(isFailed).length;
  const all = counts.files(items.length);
  const ended = failedCount > 0 ? words.doneWithFailures(all, format.number(failedCount)) : words.done(all);
  return {
    title: openCount > 0 ? words.adding(counts.files(openCount)) : ended,
    isRunning: openCount > 0,
    share: shareOfAll(items),
    /** Whether something has not been taken by the server yet. */
    canCancel: items.some((item) => item.phase.kind === 'waiting' || item.phase.kind === 'sending'),
  };
}
