import type { SearchFilters, SearchSort } from '@carrel/contract';
import type { Address } from '../shell/use-address.ts';

export const searchPeriods = ['day', 'week', 'month', 'year'] as const;
export type SearchPeriod = (typeof searchPeriods)[number];
export const searchSorts = ['relevance', 'newest', 'title'] as const satisfies readonly SearchSort[];

const periodDays: Readonly<Record<SearchPeriod, number>> = { day: 1, week: 7, month: 30, year: 365 };
const dayMs = 86_400_000;

/** How the results are narrowed and sorted; it lies in the address. */
export interface SearchChoice {
  /** Ids of collections; empty: any. */
  readonly collections: readonly string[];
  /** Media types; empty: any. */
  readonly types: readonly string[];
  readonly period: SearchPeriod | null;
  readonly sort: SearchSort;
}

export function choiceOfAddress(address: Pick<Address, 'get'>): SearchChoice {
  const period = address.get('since');
  const sort = address.get('sort');
  return {
    collections: listOf(address.get('within')),
    types: listOf(address.get('kind')),
    period: searchPeriods.find((one) => one === period) ?? null,
    sort: searchSorts.find((one) => one === sort) ?? 'relevance',
  };
}

/** The filters of the API; undefined: none. The time is cut to the hour, so that the same choice is the same search for a while. */
export function filtersOfChoice({ collections, types, period }: SearchChoice, nowMs: number): SearchFilters | undefined {
  if (collections.length === 0 && types.length === 0 && period === null) return undefined;
  const hourMs = 3_600_000;
  const after = period === null ? null : Math.floor(nowMs / hourMs) * hourMs - periodDays[period] * dayMs;
  return {
    ...(collections.length > 0 && { collections: [...collections] }),
    ...(types.length > 0 && { types: [...types] }),
    ...(after !== null && { changedAfter: new Date(after).toISOString() }),
  };
}

function listOf(value: string | null): readonly string[] {
  return value === null ? [] : value.split(',');
}
