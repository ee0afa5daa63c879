import type { RefObject } from 'react';
import { useLayoutEffect, useState } from 'react';

/** The element's inner width in CSS pixels, followed; 0 until it is known. */
export function useElementWidth(ref: RefObject<HTMLElement | null>): number {
  const [widthPx, setWidthPx] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setWidthPx(element.clientWidth));
    observer.observe(element);
    setWidthPx(element.clientWidth);
    return () => observer.disconnect();
  }, [ref]);
  return widthPx;
}
