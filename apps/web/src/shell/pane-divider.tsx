import { useEffect, useState } from 'react';
import { readStored, writeStored } from '../lib/stored-value.ts';
import { useMessages } from '../messages/language.tsx';

const leastShare = 0.28;
const mostShare = 0.64;

export interface PaneWidth {
  /** Of the window's width, 0…1. */
  readonly share: number;
  readonly set: (share: number) => void;
}

/** How wide the right pane is; kept on this machine. */
export function usePaneWidth(): PaneWidth {
  const [share, setShare] = useState(0.44);
  useEffect(() => {
    const stored = Number(readStored('reader-share'));
    if (stored > 0) setShare(limited(stored));
  }, []);
  return {
    share,
    set: (next) => {
      setShare(limited(next));
      writeStored('reader-share', limited(next).toFixed(3));
    },
  };
}

function limited(share: number): number {
  return Math.min(mostShare, Math.max(leastShare, share));
}

/** The line between work and reader; it can be dragged, or moved with the arrow keys. */
export function PaneDivider({ width }: { readonly width: PaneWidth }) {
  const messages = useMessages();
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={messages.reader.resize}
      aria-valuemin={leastShare * 100}
      aria-valuemax={mostShare * 100}
      aria-valuenow={Math.round(width.share * 100)}
      tabIndex={0}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') width.set(width.share + 0.03);
        if (event.key === 'ArrowRight') width.set(width.share - 0.03);
      }}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) width.set(1 - event.clientX / innerWidth);
      }}
      className="relative z-10 w-px shrink-0 cursor-col-resize touch-none bg-line transition-colors before:absolute before:inset-y-0 before:-left-1.5 before:w-3 hover:bg-accent focus-visible:bg-accent max-pair:hidden"
    />
  );
}
