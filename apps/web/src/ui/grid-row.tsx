import type { ReactNode, Ref } from 'react';
import { useMemo } from 'react';
import { classNames } from '../lib/class-names.ts';

interface GridRowProps<Item> {
  readonly index: number;
  readonly startPx: number;
  /** Undefined: it is on its way. */
  readonly item: Item | undefined;
  readonly measure: Ref<HTMLDivElement> | undefined;
  readonly isOpen: boolean;
  /** The one that the Tab key leads to. */
  readonly isActive: boolean;
  readonly look: string;
  readonly renderCells: (item: Item) => ReactNode;
  readonly onChoose: (index: number) => void;
}

/** One row of a list. What stands in it is drawn anew only when that changes, not whenever the list scrolls. */
export function GridRow<Item>({ index, startPx, item, measure, isOpen, isActive, look, renderCells, onChoose }: GridRowProps<Item>) {
  const cells = useMemo(() => (item === undefined ? null : renderCells(item)), [item, renderCells]);
  return (
    <div
      ref={measure}
      role="row"
      data-index={index}
      aria-rowindex={index + 1}
      aria-selected={isOpen}
      aria-busy={item === undefined}
      tabIndex={isActive ? 0 : -1}
      onClick={() => onChoose(index)}
      style={{ transform: `translateY(${startPx}px)` }}
      className={classNames(
        'group absolute inset-x-0 top-0 grid items-center border-b border-line px-4 outline-offset-[-2px] tablet:px-6',
        item !== undefined && 'cursor-pointer',
        isOpen ? 'bg-accent-soft' : 'hover:bg-hover/60',
        look,
      )}
    >
      {item === undefined ? (
        <div role="gridcell" className="h-3 w-2/5 rounded-small bg-hover">
          <span className="sr-only">…</span>
        </div>
      ) : (
        cells
      )}
    </div>
  );
}
