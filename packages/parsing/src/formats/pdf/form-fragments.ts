import type { Box, TextRun } from './text-run.ts';
import { unionOf } from './text-run.ts';

/** Text on one baseline without a wide gap: a line of a column, a cell of a table. In the reading frame of its runs. */
export interface Fragment {
  readonly text: string;
  readonly page: number;
  readonly box: Box;
  readonly u0: number;
  readonly u1: number;
  readonly v: number;
  /** Font size of most of its letters. */
  readonly size: number;
  readonly isMonospaced: boolean;
}

/** Gaps as shares of the font size: of letters that touch, of a space, of what separates columns. */
const spaceGap = 0.15;
const wideGap = 0.9;
/** Once in order, words this near on a line belong together even when the stream has them apart. */
const nearGap = 0.5;

/**
 * Joins the runs of a page (of one angle) to fragments. Runs that follow one another in the stream are joined first: the
 * stream of most files keeps columns apart that lie closer than words in a justified line.
 */
export function formFragments(runs: readonly TextRun[]): Fragment[] {
  const groups: RunGroup[] = [];
  let last: TextRun | null = null;
  for (const run of runs) {
    const group = groups.at(-1);
    if (group !== undefined && last !== null && isNext(group, last, run)) extend(group, [run]);
    else groups.push({ runs: [run], u0: run.u0, u1: run.u1, main: run });
    last = run;
  }
  return joinNeighbours(groups).map(toFragment);
}

interface RunGroup {
  readonly runs: TextRun[];
  u0: number;
  u1: number;
  /** The run of the largest font: its baseline is that of the line. */
  main: TextRun;
}

function extend(group: RunGroup, runs: readonly TextRun[]): void {
  for (const run of runs) {
    group.runs.push(run);
    group.u0 = Math.min(group.u0, run.u0);
    group.u1 = Math.max(group.u1, run.u1);
    if (run.size > group.main.size) group.main = run;
  }
}

function isNext(group: RunGroup, last: TextRun, run: TextRun): boolean {
  if (!isSameLine(last, run) && !isSameLine(group.main, run)) return false;
  const size = Math.max(last.size, run.size);
  const gap = Math.max(run.u0 - last.u1, last.u0 - run.u1);
  return gap <= wideGap * size && gap >= -nearGap * size;
}

/** Superscripts and subscripts are smaller and stand off the line by up to half of its height. */
function isSameLine(a: TextRun, b: TextRun): boolean {
  const [small, large] = a.size < b.size ? [a.size, b.size] : [b.size, a.size];
  return Math.abs(a.v - b.v) <= (small < 0.85 * large ? 0.55 : 0.3) * large;
}

/** Streams that place every word on its own, in any order: words of a line are found by their place. */
function joinNeighbours(groups: readonly RunGroup[]): RunGroup[] {
  const sorted = groups.toSorted((a, b) => a.main.v - b.main.v || a.u0 - b.u0);
  const gone = new Set<RunGroup>();
  for (const [index, group] of sorted.entries()) {
    if (gone.has(group)) continue;
    // What was joined makes the line longer, so that another group may be near now.
    for (let next = neighbourOf(sorted, index, gone); next !== undefined; next = neighbourOf(sorted, index, gone)) {
      extend(group, next.runs);
      gone.add(next);
    }
  }
  return groups.filter((group) => !gone.has(group));
}

function neighbourOf(sorted: readonly RunGroup[], index: number, gone: ReadonlySet<RunGroup>): RunGroup | undefined {
  const group = sorted[index];
  if (group === undefined) return undefined;
  return linesNear(sorted, index).find((other) => {
    const size = Math.max(group.main.size, other.main.size);
    const gap = other.u0 > group.u0 ? other.u0 - group.u1 : group.u0 - other.u1;
    return !gone.has(other) && isSameLine(group.main, other.main) && gap <= nearGap * size && gap >= -nearGap * size;
  });
}

function* linesNear(sorted: readonly RunGroup[], index: number): Generator<RunGroup> {
  const centre = sorted[index]?.main;
  if (centre === undefined) return;
  for (const step of [1, -1]) {
    for (let at = index + step; ; at += step) {
      const group = sorted[at];
      if (group === undefined || Math.abs(group.main.v - centre.v) > centre.size) break;
      yield group;
    }
  }
}

function toFragment({ runs, u0, u1, main }: RunGroup): Fragment {
  const ordered = inReadingOrder(runs);
  let text = '';
  for (const [index, run] of ordered.entries()) {
    const before = ordered[index - 1];
    text += before !== undefined && isSpaced(before, run) ? ` ${run.text}` : run.text;
  }
  return {
    text: composeAccents(text),
    page: main.page,
    box: unionOf(runs.map((run) => run.box)),
    u0,
    u1,
    v: main.v,
    size: sizeOf(runs),
    isMonospaced: runs.every((run) => run.isMonospaced),
  };
}

const combining: Readonly<Record<string, string>> = {
  '¨': '\u0308',
  '\u02C6': '\u0302',
  '\u02DC': '\u0303',
  '\u02C7': '\u030C',
  '\u02DA': '\u030A',
};

/** TeX prints an accent and then the letter under it: "f¨ur", "na¨ıve". */
function composeAccents(text: string): string {
  return text.replaceAll(/([¨\u02C6\u02DC\u02C7\u02DA])([A-Za-z\u0131])/gu, (printed: string, accent: string, letter: string) => {
    const composed = `${letter === '\u0131' ? 'i' : letter}${combining[accent] ?? ''}`.normalize('NFC');
    return composed.length === 1 ? composed : printed;
  });
}

const cjk = /[\u3000-\u30FF\u3400-\u9FFF\uF900-\uFAFF\uFF00-\uFFEF]/u;

function isSpaced(before: TextRun, run: TextRun): boolean {
  const size = Math.max(before.size, run.size);
  const gap = Math.max(run.u0 - before.u1, before.u0 - run.u1);
  if (cjk.test(before.text.slice(-1)) && cjk.test(run.text.charAt(0))) return gap > nearGap * size;
  return run.hasSpaceBefore || gap > spaceGap * size;
}

/** Left to right; in a line that is mostly right to left, from the right, with runs of Latin text left to right within. */
function inReadingOrder(runs: readonly TextRun[]): TextRun[] {
  const letters = (rightToLeft: boolean) =>
    runs.filter((run) => run.isRightToLeft === rightToLeft).reduce((sum, run) => sum + run.text.length, 0);
  const fromLeft = runs.toSorted((a, b) => a.u0 - b.u0);
  if (letters(true) <= letters(false)) return fromLeft;
  const ordered: TextRun[] = [];
  let latin: TextRun[] = [];
  for (const run of fromLeft.toReversed()) {
    if (run.isRightToLeft) {
      ordered.push(...latin, run);
      latin = [];
    } else latin.unshift(run);
  }
  return [...ordered, ...latin];
}

function sizeOf(runs: readonly TextRun[]): number {
  const letters = new Map<number, number>();
  for (const run of runs) {
    const size = Math.round(run.size * 10) / 10;
    letters.set(size, (letters.get(size) ?? 0) + run.text.length);
  }
  return [...letters].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}
