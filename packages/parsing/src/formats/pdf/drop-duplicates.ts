import type { TextRun } from './text-run.ts';

/**
 * Drops text that is drawn again at nearly the same place, as is done to imitate bold type and shadows: whole runs, and
 * letters at the beginning of a run that stand on the end of the one before.
 */
export function dropDuplicates(runs: readonly TextRun[]): TextRun[] {
  const kept: TextRun[] = [];
  const seen = new Map<string, TextRun[]>();
  let before: TextRun | null = null;
  for (const run of runs) {
    const keys = placeKeys(run);
    if (keys.some((key) => seen.get(key)?.some((twin) => isSamePlace(twin, run)))) continue;
    for (const key of keys) seen.set(key, [...(seen.get(key) ?? []), run]);
    const rest: TextRun | null = before === null ? run : withoutRepeatedLetters(before, run);
    // The repeated letters stay the place that the next run is compared with.
    before = run;
    if (rest !== null) kept.push(rest);
  }
  return kept;
}

/** Two grids of lines, half a line apart: what is near another run is beside it in one of them. */
function placeKeys({ text, v, u0, size }: TextRun): string[] {
  const column = Math.round(u0 / (size * 20));
  return [`${Math.floor(v / size)} a ${column} ${text}`, `${Math.floor(v / size + 0.5)} b ${column} ${text}`];
}

/** How far copies lie apart, as a share of the font size. */
const maxShift = 0.25;

function isSamePlace(a: TextRun, b: TextRun): boolean {
  const near = maxShift * Math.min(a.size, b.size);
  return a.angle === b.angle && Math.abs(a.u0 - b.u0) <= near && Math.abs(a.u1 - b.u1) <= near * 2 && Math.abs(a.v - b.v) <= near;
}

function withoutRepeatedLetters(before: TextRun, run: TextRun): TextRun | null {
  const overlap = before.u1 - run.u0;
  const isOnTop =
    run.angle === before.angle && Math.abs(run.v - before.v) <= maxShift * run.size && run.u0 >= before.u0 - maxShift * run.size;
  if (!isOnTop || overlap <= 0) return run;
  const letters = Array.from(run.text);
  const letterWidth = (run.u1 - run.u0) / letters.length;
  for (let count = letters.length; count > 0; count -= 1) {
    const isCovered = Math.abs(count * letterWidth - overlap) <= letterWidth * 0.6 || count * letterWidth <= overlap;
    if (!isCovered || !before.text.endsWith(letters.slice(0, count).join(''))) continue;
    if (count === letters.length) return null;
    return { ...run, text: letters.slice(count).join(''), u0: Math.max(before.u1, run.u0) };
  }
  return run;
}
