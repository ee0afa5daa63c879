import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useState } from 'react';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { LiveRegion } from '../ui/live-region.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { useUploads, useUploadStore } from './upload-context.ts';
import { UploadRow } from './upload-row.tsx';
import { useUploadSummary } from './use-upload-summary.ts';
import { useTimeLeft } from './use-time-left.ts';

/** The files on their way into Carrel, on every page until the person clears the list. */
export function UploadTray() {
  const words = useMessages().uploads;
  const store = useUploadStore();
  const items = useUploads();
  const [isExpanded, setExpanded] = useState(true);
  const { title, isRunning, share, canCancel } = useUploadSummary(items);
  const timeLeft = useTimeLeft(share, items.length);
  if (items.length === 0) return null;

  return (
    <section
      aria-label={words.title}
      className="fixed right-3 bottom-3 z-30 flex w-[min(400px,calc(100vw-24px))] flex-col rounded-box border border-line-strong bg-sheet shadow-float"
    >
      <LiveRegion text={isRunning ? '' : title} />
      <header className="flex items-center gap-2 py-2 pr-2 pl-4">
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-ui font-semibold">{title}</h2>
          {isRunning && timeLeft !== null && <p className="figures text-small text-faint">{words.timeLeft(timeLeft)}</p>}
        </div>
        {canCancel && (
          <Button look="plain" size="small" onClick={store.cancel}>
            {words.cancel}
          </Button>
        )}
        <IconButton label={isExpanded ? words.collapse : words.expand} aria-expanded={isExpanded} onClick={() => setExpanded(!isExpanded)}>
          {isExpanded ? <ChevronDown aria-hidden className="size-4" /> : <ChevronUp aria-hidden className="size-4" />}
        </IconButton>
        {!isRunning && (
          <IconButton label={words.clear} onClick={store.clear}>
            <X aria-hidden className="size-4" />
          </IconButton>
        )}
      </header>
      {isRunning && <ProgressBar label={title} share={share} />}
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
