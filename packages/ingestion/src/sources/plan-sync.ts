import { normalisePath, type SourceEntry, type SourceItem, type SourceListing, type SourceReader, type SourceState } from '@carrel/core';

/** A file to read, with its place as a document; null: its name is no place, or another file has it. */
export interface FreshItem {
  readonly item: SourceItem;
  readonly entry: SourceEntry | null;
  readonly documentPath: string | null;
}

export interface SyncPlan {
  /** New, or changed since they were read. */
  readonly fresh: readonly FreshItem[];
  readonly unchanged: number;
  readonly waiting: number;
  /** Known files that are surely gone. */
  readonly gone: readonly SourceEntry[];
  /** Known files that were not found, and may be there nevertheless. */
  readonly held: readonly SourceEntry[];
  /** Whether the root is another one than before while most of what was known is missing. */
  readonly isReplaced: boolean;
}

/**
 * What a look at the source means. A file is gone only when what held it is there and can be read; and when the root itself
 * is another folder or mount than before, and most of what was known is missing, nothing is, until somebody says so.
 */
export async function planSync(
  reader: Pick<SourceReader, 'isGone'>,
  { state, listing, entries }: { readonly state: SourceState; readonly listing: SourceListing; readonly entries: readonly SourceEntry[] },
): Promise<SyncPlan> {
  const known = new Map(entries.map((entry) => [entry.path, entry]));
  const there = new Set(listing.items.map(({ path }) => path));
  const missing = entries.filter(({ path }) => !there.has(path));
  const isReplaced =
    state.identity !== null && state.identity !== listing.identity && missing.length * 2 > entries.length && !state.isDeletionConfirmed;
  const changed = listing.items.filter((item) => known.get(item.path)?.stamp !== item.stamp);
  const settled = changed.filter(({ isSettled }) => isSettled);
  // A file that was renamed keeps size, time and inode: until its new place has settled, the old one is not taken to be gone.
  const unsettled = new Set(changed.filter(({ isSettled }) => !isSettled).map(({ stamp }) => stamp));
  const candidates = missing.filter(({ stamp }) => !unsettled.has(stamp));
  const isGone = await Promise.all(
    candidates.map(async (entry) => {
      if (isReplaced || listing.unreadable.some((place) => isBelow(entry.path, place))) return false;
      return state.isDeletionConfirmed || reader.isGone(entry);
    }),
  );
  const owners = ownersOfPlaces(listing);
  const fresh = settled.map((item): FreshItem => {
    const place = normalisePath(item.path);
    const isOwner = place !== null && owners.get(place) === item.path;
    return { item, entry: known.get(item.path) ?? null, documentPath: isOwner ? place : null };
  });
  return {
    fresh,
    unchanged: listing.items.length - changed.length,
    waiting: changed.length - settled.length,
    gone: candidates.filter((_entry, index) => isGone[index] === true),
    held: candidates.filter((_entry, index) => isGone[index] !== true),
    isReplaced,
  };
}

/** Which file each place of a document belongs to, where the names of several come to the same. */
function ownersOfPlaces(listing: SourceListing): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const { path } of listing.items) {
    const place = normalisePath(path);
    if (place !== null && (!owners.has(place) || place === path)) owners.set(place, path);
  }
  return owners;
}

function isBelow(path: string, place: string): boolean {
  return place === '' || path === place || path.startsWith(`${place}/`);
}
