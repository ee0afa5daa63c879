import type { KeyboardEvent, RefObject } from 'react';
import { useState } from 'react';
import { useStableCallback } from '../lib/use-stable-callback.ts';

interface GridWalkInput<Item> {
  readonly items: ArrayLike<Item | undefined>;
  readonly onOpen: (item: Item) => void;
  readonly onWalk: (item: Item) => void;
  readonly scrollRef: RefObject<HTMLElement | null>;
  readonly scrollTo: (index: number) => void;
}

export interface GridWalk {
  /** The row that the Tab key leads to. */
  readonly activeIndex: number;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  readonly choose: (index: number) => void;
}

/** Walks through a list with the keys, also to rows that are not drawn yet. */
export function useGridWalk<Item>({ items, onOpen, onWalk, scrollRef, scrollTo }: GridWalkInput<Item>): GridWalk {
  const [chosenIndex, setChosenIndex] = useState(0);
  const activeIndex = Math.max(0, Math.min(chosenIndex, items.length - 1));

  const walkTo = (index: number) => {
    const next = Math.min(items.length - 1, Math.max(0, index));
    setChosenIndex(next);
    scrollTo(next);
    // A row that was out of sight is drawn in the next frame.
    requestAnimationFrame(() => scrollRef.current?.querySelector<HTMLElement>(`[role="row"][data-index="${next}"]`)?.focus());
    const item = items[next];
    if (item !== undefined) onWalk(item);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (!(event.target instanceof HTMLElement) || event.target.getAttribute('role') !== 'row') return;
    const target = indexAfterKey(event.key, activeIndex, items.length);
    const item = items[activeIndex];
    if (target !== null) walkTo(target);
    else if (event.key === 'Enter' && item !== undefined) onOpen(item);
    else return;
    event.preventDefault();
  };

  const choose = useStableCallback((index: number) => {
    const item = items[index];
    if (item === undefined) return;
    setChosenIndex(index);
    onOpen(item);
  });

  return { activeIndex, onKeyDown, choose };
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
