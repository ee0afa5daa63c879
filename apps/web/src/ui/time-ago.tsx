import { useFormat } from '../messages/language.tsx';
import { useNow } from '../lib/use-now.ts';

/** A time as people say it, with the exact one on hover. */
export function TimeAgo({ time, className }: { readonly time: string; readonly className?: string }) {
  const format = useFormat();
  const nowMs = useNow();
  return (
    <time dateTime={time} title={format.exactTime(time)} className={className}>
      {format.relativeTime(time, nowMs)}
    </time>
  );
}
