import { useCallback, useLayoutEffect, useRef } from 'react';

/** The same function at every rendering, which does what the newest `callback` does: for parts that are drawn anew only when they change. Not to be called while rendering. */
export function useStableCallback<Arguments extends readonly unknown[], Result>(
  callback: (...input: Arguments) => Result,
): (...input: Arguments) => Result {
  const newest = useRef(callback);
  useLayoutEffect(() => {
    newest.current = callback;
  });
  return useCallback((...input: Arguments) => newest.current(...input), []);
}
