import { useCallback, useSyncExternalStore } from 'react';

/** Whether the media query holds; `false` in the exported page. */
function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (onChange: () => void) => {
      const list = matchMedia(query);
      list.addEventListener('change', onChange);
      return () => list.removeEventListener('change', onChange);
    },
    [query],
  );
  return useSyncExternalStore(
    subscribe,
    () => matchMedia(query).matches,
    () => false,
  );
}

/** Wide enough for work and reader side by side (`--breakpoint-pair`); else the reader is a screen of its own. */
export function useIsPair(): boolean {
  return useMedia('(min-width: 900px)');
}
