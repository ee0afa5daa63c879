import type { ParserChild } from './start-parser-child.ts';

/** Children that wait for the next text file. One that waits too long, or dies, is handed to `onGone`. */
export interface IdleChildren {
  keep(child: ParserChild): void;
  /** The one that waited least, which the processor still remembers; null when there is none. */
  take(): ParserChild | null;
  clear(): void;
}

export function createIdleChildren(idleMs: number, onGone: (child: ParserChild) => void): IdleChildren {
  const waiting = new Map<ParserChild, NodeJS.Timeout>();
  const remove = (child: ParserChild) => {
    clearTimeout(waiting.get(child));
    waiting.delete(child);
  };
  return {
    keep: (child) => {
      child.unref();
      const timer = setTimeout(() => {
        remove(child);
        onGone(child);
      }, idleMs);
      timer.unref();
      waiting.set(child, timer);
    },
    take: () => {
      for (const child of [...waiting.keys()].toReversed()) {
        remove(child);
        if (child.isAlive()) return child;
        onGone(child);
      }
      return null;
    },
    clear: () => {
      for (const timer of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
}
