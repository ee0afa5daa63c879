import { useRef } from 'react';
import { useFormat } from '../messages/language.tsx';

const leastShare = 0.05;
const leastSeconds = 4;

/** How long the uploads still take, from their pace so far: `2 min`. Null while the pace is not known. */
export function useTimeLeft(share: number, itemCount: number): string | null {
  const format = useFormat();
  const start = useRef({ atMs: 0, share: 0, itemCount: 0 });
  if (itemCount !== start.current.itemCount || share < start.current.share) start.current = { atMs: Date.now(), share, itemCount };
  const done = share - start.current.share;
  const elapsedSeconds = (Date.now() - start.current.atMs) / 1000;
  if (done < leastShare || elapsedSeconds < leastSeconds || share >= 1) return null;
  return format.duration((elapsedSeconds / done) * (1 - share) * 1000);
}
