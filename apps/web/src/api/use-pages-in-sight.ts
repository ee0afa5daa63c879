import { useCallback, useEffect, useRef, useState } from 'react';

export interface PagesInSight {
  readonly firstPage: number;
  readonly lastPage: number;
}

/** How often it is looked which pages are in sight. */
const lookMs = 50;
/** Whoever drags through a list sees something of it after so many looks, without letting go. */
const mostLooksInFlight = 10;

/** The pages of the rows that are drawn. What somebody flies past is not fetched: pages follow when the list comes to rest. */
export function usePagesInSight(pageRows: number): readonly [PagesInSight, (firstIndex: number, lastIndex: number) => void] {
  const [pages, setPages] = useState<PagesInSight>({ firstPage: 0, lastPage: 0 });
  const rows = useRef({ first: 0, last: 0, seen: 0, looks: 0 });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const look = useCallback(() => {
    timer.current = undefined;
    const { first, last, seen, looks } = rows.current;
    rows.current.seen = first;
    if (Math.abs(first - seen) > pageRows && looks < mostLooksInFlight) {
      rows.current.looks += 1;
      timer.current = setTimeout(look, lookMs);
      return;
    }
    rows.current.looks = 0;
    const [firstPage, lastPage] = [Math.floor(first / pageRows), Math.floor(last / pageRows)];
    setPages((before) => (before.firstPage === firstPage && before.lastPage === lastPage ? before : { firstPage, lastPage }));
  }, [pageRows]);
  const setRange = useCallback(
    (first: number, last: number) => {
      Object.assign(rows.current, { first, last });
      timer.current ??= setTimeout(look, lookMs);
    },
    [look],
  );
  return [pages, setRange];
}
