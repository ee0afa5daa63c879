/** Numbers that were skipped and may still come: disjoint closed ranges, ascending. */
export interface Gaps {
  open(from: number, to: number): void;
  /** Whether the number was in a gap; it is not any more. */
  fill(number: number): boolean;
  ranges(): readonly (readonly [number, number])[];
}

export function createGaps(): Gaps {
  let ranges: (readonly [number, number])[] = [];
  return {
    open(from, to) {
      ranges.push([from, to]);
    },
    fill(number) {
      const hit = ranges.find(([from, to]) => from <= number && number <= to);
      if (hit === undefined) return false;
      const [from, to] = hit;
      const parts: readonly (readonly [number, number])[] = [
        [from, number - 1],
        [number + 1, to],
      ];
      ranges = ranges.flatMap((range) => (range === hit ? parts.filter(([start, end]) => start <= end) : [range]));
      return true;
    },
    ranges: () => ranges,
  };
}
