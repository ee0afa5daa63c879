import type { ReaderTarget } from './reader-target.ts';
import { isSameTarget } from './reader-target.ts';

/** A passage that the reader can walk to: a citation, or a search result. */
export interface TrailStop {
  readonly target: ReaderTarget;
  /** Stops of one answer, or of one search, belong together. */
  readonly group: string;
  /** Marked, more quietly, while another stop of its group is open: citations are, search results would colour whole pages. */
  readonly isMarked: boolean;
}

export interface TrailPlace {
  readonly stops: readonly TrailStop[];
  /** −1: what is open is no stop of the trail. */
  readonly index: number;
}

/** The group that holds what is open (the newest, when several do) and the place in it; without an open stop, the newest group. */
export function placeInTrail(trail: readonly TrailStop[], target: ReaderTarget | null): TrailPlace {
  const here = target && trail.findLast((stop) => isSameTarget(stop.target, target));
  const group = here?.group ?? trail.at(-1)?.group;
  const stops = trail.filter((stop) => stop.group === group);
  return { stops, index: target ? stops.findIndex((stop) => isSameTarget(stop.target, target)) : -1 };
}
