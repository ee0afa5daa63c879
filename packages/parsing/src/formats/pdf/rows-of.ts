import type { Fragment } from './form-fragments.ts';

/** Fragments on one baseline, from left to right; at least one. */
export interface Row {
  readonly fragments: readonly Fragment[];
  readonly u0: number;
  readonly v: number;
  /** Font size of the first fragment. */
  readonly size: number;
}

/** Groups the fragments of a region by baseline, top to bottom. */
export function rowsOf(fragments: readonly Fragment[]): Row[] {
  const groups: { readonly first: Fragment; readonly fragments: Fragment[] }[] = [];
  for (const fragment of fragments.toSorted((a, b) => a.v - b.v)) {
    const last = groups.at(-1);
    if (last !== undefined && fragment.v - last.first.v <= 0.35 * Math.max(last.first.size, fragment.size)) last.fragments.push(fragment);
    else groups.push({ first: fragment, fragments: [fragment] });
  }
  return groups.map(({ first, fragments: inRow }) => rowOf(first, inRow));
}

export function rowOf(first: Fragment, fragments: readonly Fragment[]): Row {
  const ordered = fragments.toSorted((a, b) => a.u0 - b.u0);
  const leftmost = ordered[0] ?? first;
  return { fragments: ordered, u0: leftmost.u0, v: leftmost.v, size: leftmost.size };
}
