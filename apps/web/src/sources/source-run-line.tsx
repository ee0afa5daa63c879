import type { SourceView } from '@carrel/contract';
import { useFormat, useMessages } from '../messages/language.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';

const shown = ['seen', 'new', 'changed', 'moved', 'unchanged', 'waiting', 'deleted', 'held', 'failed'] as const;

/** What the last run came to: counts that are not zero, when it was, and when the next one is. */
export function SourceRunLine({ source }: { readonly source: SourceView }) {
  const words = useMessages().sources;
  const format = useFormat();
  const { lastRun, nextRunAt } = source;
  if (lastRun === null) return <p className="text-small text-faint">{words.notYet}</p>;
  const counts = shown.filter((name) => name === 'seen' || lastRun[name] > 0);
  return (
    <p className="text-small text-soft">
      {counts.map((name) => `${format.number(lastRun[name])} ${words.counts[name]}`).join(' · ')}
      {' · '}
      {words.lastRun} <TimeAgo time={lastRun.endedAt} />
      {nextRunAt !== null && (
        <>
          {' · '}
          {words.nextRun} <TimeAgo time={nextRunAt} />
        </>
      )}
    </p>
  );
}
