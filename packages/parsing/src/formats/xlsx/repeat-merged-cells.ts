import type { Range } from '@e965/xlsx';

/** A range that claims to reach further down is not believed. */
const maxSpanRows = 10_000;

/** Repeats a cell that spans several rows in each of them, so that every row can be read alone; a cell over several columns is said once. */
export function repeatMergedCells(rows: readonly string[][], ranges: readonly Range[]): void {
  for (const { s: start, e: end } of ranges) {
    const text = rows[start.r]?.[start.c] ?? '';
    if (text === '') continue;
    for (let index = start.r + 1; index <= Math.min(end.r, start.r + maxSpanRows); index += 1) {
      const row = rows[index];
      // A row without any other cell is only the lower part of this one.
      if (row === undefined || row.every((cell) => cell === '')) continue;
      while (row.length <= start.c) row.push('');
      row[start.c] = text;
    }
  }
}
