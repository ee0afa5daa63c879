import { TriangleAlert } from 'lucide-react';
import { useIndexCare } from '../api/index-queries.ts';
import { useFormat, useMessages } from '../messages/language.tsx';

/** Tells admins of a kind of care of the search index that keeps failing. */
export function IndexAlarmBanner() {
  const words = useMessages().index;
  const format = useFormat();
  const alarms = useIndexCare().data?.alarms ?? [];
  return (
    <div role="status">
      {alarms.map(({ kind, failures, reason }) => (
        <p
          key={kind}
          className="flex items-center justify-center gap-2 border-b border-line bg-marker px-4 py-1.5 text-small font-medium text-on-marker"
        >
          <TriangleAlert aria-hidden className="size-4 shrink-0" />
          <span>
            {words.alarm(words.care[kind], format.number(failures))} {reason.text}
          </span>
        </p>
      ))}
    </div>
  );
}
