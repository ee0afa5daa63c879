import { useVirtualizer } from '@tanstack/react-virtual';
import type { ReactNode } from 'react';
import { useCallback, useEffect, useRef } from 'react';
import { useStableCallback } from '../lib/use-stable-callback.ts';
import { GridRow } from './grid-row.tsx';
import { useGridWalk } from './use-grid-walk.ts';

/** The next page is fetched when so many rows are left below. */
const rowsAhead = 20;
/** Rows that are drawn beyond the edges. */
const overscanRows = 12;

interface VirtualGridProps<Item> {
  readonly label: string;
  /** By place in the list. A place whose item is not there yet has a row all the same. */
  readonly items: ArrayLike<Item | undefined>;
  readonly keyOf: (item: Item) => string;
  /** What a row usually takes, in CSS pixels. */
  readonly rowHeightPx: number;
  /** Whether a row may be taller than usual: it is measured when it is drawn. Default: each. */
  readonly isTall?: (item: Item) => boolean;
  readonly isOpen: (item: Item) => boolean;
  readonly onOpen: (item: Item) => void;
  /** The person has come to the row with the arrow keys. */
  readonly onWalk: (item: Item) => void;
  readonly hasMore?: boolean;
  readonly onMore?: () => void;
  /** First and last row that are drawn. */
  readonly onRange?: (firstIndex: number, lastIndex: number) => void;
  readonly rowLook: string;
  /** The same function as long as it draws the same: rows are drawn anew when it changes. */
  readonly renderCells: (item: Item) => ReactNode;
}

/** A list of which only the rows in sight are drawn. The arrow keys walk through all of it, Enter opens. */
export function VirtualGrid<Item>(props: VirtualGridProps<Item>) {
  const { label, items, keyOf, rowHeightPx, isTall, isOpen, onOpen, hasMore = false, onMore, onRange, rowLook, renderCells } = props;
  const scrollRef = useRef<HTMLDivElement>(null);
  // With another function all places are computed again: it stays the same while the rows do.
  const stableKeyOf = useStableCallback(keyOf);
  const getItemKey = useCallback((index: number) => keyOfIndex(items, stableKeyOf, index), [items, stableKeyOf]);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => rowHeightPx,
    getItemKey,
    overscan: overscanRows,
  });
  const walk = useGridWalk({ items, onOpen, onWalk: props.onWalk, scrollRef, scrollTo: (index) => virtualizer.scrollToIndex(index) });
  const rows = virtualizer.getVirtualItems();
  const firstIndex = rows[0]?.index ?? 0;
  const lastIndex = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && lastIndex >= items.length - rowsAhead) onMore?.();
  }, [hasMore, onMore, lastIndex, items.length]);
  useEffect(() => onRange?.(firstIndex, lastIndex), [onRange, firstIndex, lastIndex]);

  return (
    <div ref={scrollRef} className="min-h-0 flex-1 overflow-y-auto" data-scrolls>
      <div
        role="grid"
        aria-label={label}
        aria-rowcount={hasMore ? -1 : items.length}
        className="relative"
        style={{ height: virtualizer.getTotalSize() }}
        onKeyDown={walk.onKeyDown}
      >
        {rows.map((row) => {
          const item = items[row.index];
          return (
            <GridRow
              key={row.key}
              index={row.index}
              startPx={row.start}
              item={item}
              // A row that is sure to be as tall as the others costs no measuring.
              measure={item !== undefined && isTall?.(item) !== false ? virtualizer.measureElement : undefined}
              isOpen={item !== undefined && isOpen(item)}
              isActive={row.index === walk.activeIndex}
              look={rowLook}
              renderCells={renderCells}
              onChoose={walk.choose}
            />
          );
        })}
      </div>
    </div>
  );
}

function keyOfIndex<Item>(items: ArrayLike<Item | undefined>, keyOf: (item: Item) => string, index: number): string | number {
  const item = items[index];
  return item === undefined ? index : keyOf(item);
}
