import type { ReactNode } from 'react';
import { createContext, useContext, useEffect, useMemo, useState } from 'react';
import { useAddress } from '../shell/use-address.ts';
import { useKey } from '../shell/use-key.ts';
import type { ReaderTarget } from './reader-target.ts';
import { addressOfTarget, targetOfAddress } from './reader-target.ts';
import type { TrailPlace, TrailStop } from './trail.ts';
import { placeInTrail } from './trail.ts';

interface Reader {
  readonly target: ReaderTarget | null;
  readonly place: TrailPlace;
  readonly open: (target: ReaderTarget) => void;
  readonly close: () => void;
  /** Goes to the next stop of the trail, or back. */
  readonly walk: (step: 1 | -1) => boolean;
  readonly setTrail: (trail: readonly TrailStop[]) => void;
}

const ReaderContext = createContext<Reader | null>(null);
const closed = { doc: null, version: null, at: null } as const;

/** What is open beside the work lies in the address; the pages say which passages `[` and `]` walk through. */
export function ReaderProvider({ children }: { readonly children: ReactNode }) {
  const address = useAddress();
  const [trail, setTrail] = useState<readonly TrailStop[]>([]);
  const doc = address.get('doc');
  const version = address.get('version');
  const at = address.get('at');

  const reader = useMemo<Reader>(() => {
    const target = targetOfAddress({ doc, version, at });
    const place = placeInTrail(trail, target);
    // The first document is a step of its own in the history, so that going back closes the reader.
    const open = (next: ReaderTarget) =>
      target ? address.replace({ ...addressOfTarget(next), event: null }) : address.push({ ...addressOfTarget(next), event: null });
    const walk = (step: 1 | -1) => {
      const stop = place.index === -1 ? place.stops.at(step === 1 ? 0 : -1) : place.stops[place.index + step];
      if (stop) open(stop.target);
      return stop !== undefined;
    };
    return { target, place, open, close: () => address.replace(closed), walk, setTrail };
  }, [address, doc, version, at, trail]);

  useKey(']', () => reader.walk(1));
  useKey('[', () => reader.walk(-1));
  useKey('Escape', () => {
    if (!reader.target) return false;
    reader.close();
    return true;
  });

  return <ReaderContext value={reader}>{children}</ReaderContext>;
}

export function useReader(): Reader {
  const reader = useContext(ReaderContext);
  if (!reader) throw new TypeError('useReader was called outside ReaderProvider');
  return reader;
}

/** Says which passages of this page the reader can walk through; `trail` keeps its identity while it is the same. */
export function useTrail(trail: readonly TrailStop[]): void {
  const { setTrail } = useReader();
  useEffect(() => {
    setTrail(trail);
  }, [trail, setTrail]);
  useEffect(() => () => setTrail([]), [setTrail]);
}
