import type { RawLogItem } from '../../../packages/audit/src/index.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { Files } from './signed-log.ts';
import type { TamperBase, TrustTexts } from './tamper-base.ts';

/** A log that somebody has tampered with, with what whoever verifies has; and what both verifiers must call it. */
export interface TamperCase {
  readonly files: Files;
  readonly trust: TrustTexts;
  readonly found: string;
}

/** Null when the log has nothing at the place that could be changed in this way. */
export type Tamper = (base: TamperBase, random: SeededRandom) => Promise<TamperCase | null>;

export type Items = readonly RawLogItem[];
/** Changes the entries near `at`, and what must be called what then. Null when nothing there can be changed in this way. */
export type Change = (items: Items, at: number, random: SeededRandom) => Items | null;

/** An entry that is neither the first of its shard nor one of its last three. */
export function placeIn(items: Items, random: SeededRandom, fits: (item: RawLogItem) => boolean = () => true): number | null {
  const places = items.flatMap((item, index) =>
    fits(item) && [-1, 0, 1, 2, 3].every((step) => items[index + step]?.kind === 'entry') ? [index] : [],
  );
  return places.length === 0 ? null : random.pick(places);
}
