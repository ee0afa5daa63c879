import type { DocumentText } from '@carrel/contract';

export interface GroupedWarning {
  readonly code: string;
  /** Ascending; empty: it is about the whole file. */
  readonly pages: readonly number[];
  /** Null: it is not about a number of things. */
  readonly count: number | null;
}

/** Warnings of one code together, in their order. What is kept apart is shown by itself. */
export function groupWarnings(warnings: DocumentText['warnings']): readonly GroupedWarning[] {
  const groups = new Map<string, { pages: number[]; count: number | null }>();
  for (const { code, page, count } of warnings) {
    const group = groups.get(code) ?? { pages: [], count: null };
    if (page !== undefined) group.pages.push(page);
    if (count !== undefined) group.count = (group.count ?? 0) + count;
    groups.set(code, group);
  }
  return [...groups].map(([code, { pages, count }]) => ({ code, pages: pages.toSorted((a, b) => a - b), count }));
}

/** "1–3, 7" */
export function rangesOf(pages: readonly number[], format: (page: number) => string): string {
  const ranges: { readonly from: number; to: number }[] = [];
  for (const page of pages) {
    const last = ranges.at(-1);
    if (last !== undefined && page <= last.to + 1) last.to = page;
    else ranges.push({ from: page, to: page });
  }
  return ranges.map(({ from, to }) => (from === to ? format(from) : `${format(from)}–${format(to)}`)).join(', ');
}
