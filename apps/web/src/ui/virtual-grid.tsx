import { useVirtualizer } from '@tanstack/react-virtual';
import type { KeyboardEvent, ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { classNames } from '../lib/class-names.ts';

/** The next page is fetched when so many rows are left below. */
const rowsAhead = 20;

interface VirtualGridProps<Item> {
  readonly label: string;
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  /** What a row usually takes, in CSS pixels; rows are measured when they are drawn. */
  readonly rowHeightPx: number;
  readonly isOpen: (item: Item) => boolean;
  readonly onOpen: (item: Item) => void;
  /** The person has come to the row with the arrow keys. */
  readonly onWalk: (item: Item) => void;
  readonly hasMore: boolean;
  readonly onMore: () => void;
  readonly rowLook: string;
  readonly renderCells: (item: Item) => ReactNode;
}

/** A list of which only the rows in sight are drawn. The arrow keys walk through all of it, Enter opens. */
export function VirtualGrid<Item>(props: VirtualGridProps<Item>) {
  const { label, items, keyOf, rowHeightPx, isOpen, onOpen, onWalk, hasMore, onMore, rowLook, renderCells } = props;
  const scrollRef = useRef<HTMLDivElement>(null);
  const [chosenIndex, setChosenIndex] = useState(0);
  const activeIndex = Math.min(chosenIndex, items.length - 1);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => rowHeightPx,
    getItemKey: (index) => keyOfIndex(items, keyOf, index),
    overscan: 12,
  });
  const rows = virtualizer.getVirtualItems();
  const lastIndex = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && lastIndex >= items.length - rowsAhead) onMore();
  }, [hasMore, onMore, lastIndex, items.length]);

  const walkTo = (index: number) => {
    const next = Math.min(items.length - 1, Math.max(0, index));
    setChosenIndex(next);
    virtualizer.scrollToIndex(next);
    // A row that was out of sight is drawn in the next frame.
    requestAnimationFrame(() => scrollRef.current?.querySelector<HTMLElement>(`[role="row"][data-index="${next}"]`)?.focus());
    const item = items[next];
    if (item) onWalk(item);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (!(event.target instanceof HTMLElement) || event.target.getAttribute('role') !== 'row') return;
    const target = indexAfterKey(event.key, activeIndex, items.length);
    const item = items[activeIndex];
    if (target !== null) walkTo(target);
    else if (event.key === 'Enter' && item) onOpen(item);
    else return;
    event.preventDefault();
  };

  return (
    <div ref={scrollRef} className="min-h-0 flex-1 overflow-y-auto">
      <div
        role="grid"
        aria-label={label}
        aria-rowcount={hasMore ? -1 : items.length}
        className="relative"
        style={{ height: virtualizer.getTotalSize() }}
        onKeyDown={onKeyDown}
      >
        {rows.map((row) => {
          const item = items[row.index];
          return (
            item !== undefined && (
              <div
                key={row.key}
                ref={virtualizer.measureElement}
                role="row"
                data-index={row.index}
                aria-rowindex={row.index + 1}
                aria-selected={isOpen(item)}
                tabIndex={row.index === activeIndex ? 0 : -1}
                onClick={() => {
                  setChosenIndex(row.index);
                  onOpen(item);
                }}
                style={{ transform: `translateY(${row.start}px)` }}
                className={classNames(
                  'group absolute inset-x-0 top-0 grid cursor-pointer items-center border-b border-line px-4 outline-offset-[-2px] tablet:px-6',
                  isOpen(item) ? 'bg-accent-soft' : 'hover:bg-hover/60',
                  rowLook,
                )}
              >
                {renderCells(item)}
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

function keyOfIndex<Item>(items: readonly Item[], keyOf: (item: Item) => string, index: number): string | number {
  const item = items[index];
  return item === undefined ? index : keyOf(item);
}

/** Where a key leads in a list; null: it leads nowhere. */
function indexAfterKey(key: string, index: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return index + 1;
    case 'ArrowUp':
      return index - 1;
    case 'PageDown':
      return index + 10;
    case 'PageUp':
      return index - 10;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
