import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useState } from 'react';
import { useFormat, useMessages } from '../messages/language.tsx';
import { useCounts } from '../messages/use-counts.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { LiveRegion } from '../ui/live-region.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { isFailed, isOpen, shareOfAll } from './upload-item.ts';
import { useUploads, useUploadStore } from './upload-context.ts';
import { UploadRow } from './upload-row.tsx';
import { useTimeLeft } from './use-time-left.ts';

/** The files on their way into Carrel, on every page until the person clears the list. */
export function UploadTray() {
  const messages = useMessages();
  const format = useFormat();
  const counts = useCounts();
  const store = useUploadStore();
  const items = useUploads();
  const [isExpanded, setExpanded] = useState(true);
  const share = shareOfAll(items);
  const timeLeft = useTimeLeft(share, items.length);
  if (items.length === 0) return null;

  const openCount = items.filter(isOpen).length;
  const failedCount = items.filter(isFailed).length;
  const canCancel = items.some((item) => item.phase.kind === 'waiting' || item.phase.kind === 'sending');
  const words = messages.uploads;
  const title =
    openCount > 0
      ? words.adding(counts.files(openCount))
      : failedCount > 0
        ? words.doneWithFailures(counts.files(items.length), format.number(failedCount))
        : words.done(counts.files(items.length));

  return (
    <section
      aria-label={words.title}
      className="fixed right-3 bottom-3 z-30 flex w-[min(400px,calc(100vw-24px))] flex-col rounded-box border border-line-strong bg-sheet shadow-float"
    >
      <LiveRegion text={openCount === 0 ? title : ''} />
      <header className="flex items-center gap-2 py-2 pr-2 pl-4">
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-ui font-semibold">{title}</h2>
          {openCount > 0 && timeLeft !== null && <p className="figures text-small text-faint">{words.timeLeft(timeLeft)}</p>}
        </div>
        {canCancel && (
          <Button look="plain" size="small" onClick={store.cancel}>
            {words.cancel}
          </Button>
        )}
        <IconButton label={isExpanded ? words.collapse : words.expand} aria-expanded={isExpanded} onClick={() => setExpanded(!isExpanded)}>
          {isExpanded ? <ChevronDown aria-hidden className="size-4" /> : <ChevronUp aria-hidden className="size-4" />}
        </IconButton>
        {openCount === 0 && (
          <IconButton label={words.clear} onClick={store.clear}>
            <X aria-hidden className="size-4" />
          </IconButton>
        )}
      </header>
      {openCount > 0 && <ProgressBar label={title} share={share} />}
      {isExpanded && (
        <ul className="max-h-[min(300px,40vh)] divide-y divide-line overflow-y-auto border-t border-line">
          {items.map((item) => (
            <UploadRow key={item.id} item={item} />
          ))}
        </ul>
      )}
    </section>
  );
}
