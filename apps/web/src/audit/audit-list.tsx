import type { AuditEventView } from '@carrel/contract';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { classNames } from '../lib/class-names.ts';
import { useFormat, useMessages } from '../messages/language.tsx';
import { useAddress } from '../shell/use-address.ts';

const rowHeightPx = 44;
const rowsAhead = 20;

interface AuditListProps {
  readonly events: readonly AuditEventView[];
  readonly hasMore: boolean;
  readonly onMore: () => void;
}

/** Events, only the rows in sight drawn. The arrow keys walk; an open leaf follows. */
export function AuditList({ events, hasMore, onMore }: AuditListProps) {
  const messages = useMessages();
  const address = useAddress();
  const openId = address.get('event');
  const scrollRef = useRef<HTMLDivElement>(null);
  const [activeIndex, setActiveIndex] = useState(0);
  const virtualizer = useVirtualizer({
    count: events.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => rowHeightPx,
    overscan: 15,
  });
  const rows = virtualizer.getVirtualItems();
  const lastIndex = rows.at(-1)?.index ?? 0;
  const asked = useRef(0);
  useEffect(() => {
    if (!hasMore || lastIndex < events.length - rowsAhead || asked.current === events.length) return;
    asked.current = events.length;
    onMore();
  }, [hasMore, lastIndex, events.length, onMore]);

  const open = (index: number) => {
    const event = events[index];
    if (!event) return;
    setActiveIndex(index);
    if (openId === null) address.push({ event: event.id });
    else address.replace({ event: event.id });
  };
  const walkTo = (index: number) => {
    const next = Math.min(events.length - 1, Math.max(0, index));
    setActiveIndex(next);
    virtualizer.scrollToIndex(next);
    requestAnimationFrame(() => scrollRef.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus());
    if (openId !== null) open(next);
  };

  return (
    <div ref={scrollRef} className="min-h-0 flex-1 overflow-y-auto">
      <div
        role="grid"
        aria-label={messages.audit.title}
        aria-rowcount={hasMore ? -1 : events.length}
        className="relative"
        style={{ height: virtualizer.getTotalSize() }}
        onKeyDown={(event) => {
          const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
          if (step !== undefined) walkTo(activeIndex + step);
          else if (event.key === 'Enter') open(activeIndex);
          else return;
          event.preventDefault();
        }}
      >
        {rows.map((row) => {
          const event = events[row.index];
          return (
            event && (
              <AuditRow
                key={event.id}
                event={event}
                index={row.index}
                topPx={row.start}
                isTabStop={row.index === activeIndex}
                isOpen={event.id === openId}
                onOpen={() => open(row.index)}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

interface AuditRowProps {
  readonly event: AuditEventView;
  readonly index: number;
  readonly topPx: number;
  readonly isTabStop: boolean;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}

function AuditRow({ event, index, topPx, isTabStop, isOpen, onOpen }: AuditRowProps) {
  const format = useFormat();
  return (
    <div
      role="row"
      data-row={index}
      aria-rowindex={index + 1}
      aria-selected={isOpen}
      tabIndex={isTabStop ? 0 : -1}
      onClick={onOpen}
      style={{ transform: `translateY(${topPx}px)` }}
      className={classNames(
        'absolute inset-x-0 top-0 grid h-11 cursor-pointer grid-cols-[64px_minmax(0,1fr)_auto] items-center gap-x-3 border-b border-line px-4 text-small outline-offset-[-2px] tablet:px-6 @2xl:grid-cols-[72px_150px_minmax(0,1fr)_90px_minmax(0,1fr)]',
        isOpen ? 'bg-accent-soft' : 'hover:bg-hover/60',
      )}
    >
      <span role="gridcell" className="figures text-faint">
        {format.number(event.seq)}
      </span>
      <span role="gridcell" className="figures truncate text-soft @max-2xl:order-3" title={event.time}>
        {format.stamp(event.time)}
      </span>
      <span role="gridcell" className="truncate text-ui font-medium">
        {event.type}
      </span>
      <span role="gridcell" className={classNames('truncate @max-2xl:hidden', event.outcome === 'success' ? 'text-soft' : 'text-danger')}>
        {event.outcome}
      </span>
      <code role="gridcell" className="truncate font-mono text-code text-faint @max-2xl:hidden">
        {event.targetRef ?? event.actorRef}
      </code>
    </div>
  );
}
