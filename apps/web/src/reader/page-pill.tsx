import { Minus, MoveHorizontal, Plus } from 'lucide-react';
import { useFormat, useMessages } from '../messages/language.tsx';
import { IconButton } from '../ui/icon-button.tsx';

interface PagePillProps {
  readonly page: number;
  readonly pageCount: number;
  readonly zoom: number;
  readonly onZoom: (step: 1 | -1) => void;
  readonly onFit: () => void;
}

/** Over the foot of the pages: which page is in sight, and its size. */
export function PagePill({ page, pageCount, zoom, onZoom, onFit }: PagePillProps) {
  const messages = useMessages();
  const format = useFormat();
  return (
    <div className="absolute bottom-3 left-1/2 z-10 flex h-9 -translate-x-1/2 items-center rounded-round border border-line-strong bg-sheet pr-1.5 pl-4 text-small text-soft shadow-float">
      <span className="figures pr-2 whitespace-nowrap">{messages.reader.pageOf(format.number(page), format.number(pageCount))}</span>
      <IconButton label={messages.reader.zoomOut} className="size-7" onClick={() => onZoom(-1)}>
        <Minus aria-hidden className="size-4" />
      </IconButton>
      <span className="figures w-11 text-center">{format.percent(zoom)}</span>
      <IconButton label={messages.reader.zoomIn} className="size-7" onClick={() => onZoom(1)}>
        <Plus aria-hidden className="size-4" />
      </IconButton>
      <IconButton label={messages.reader.fit} className="size-7" onClick={onFit}>
        <MoveHorizontal aria-hidden className="size-4" />
      </IconButton>
    </div>
  );
}
