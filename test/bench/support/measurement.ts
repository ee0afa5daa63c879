import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';

const repositoryRoot = join(import.meta.dirname, '..', '..', '..');

/** One figure of a run. `goal` is what it is held against; a run whose figure misses it ends with status 1. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: { readonly atLeast: number } | { readonly atMost: number };
}

export interface Measurement {
  readonly name: string;
  readonly command: string;
  /** What was measured, with sizes: a short form says so. */
  readonly what: string;
  readonly figures: readonly Figure[];
}

/**
 * Prints the figures as a table and writes `docs/measurements/<name>.json` with date, machine, command and commit.
 * @returns whether every figure meets its goal.
 */
export async function report(measurement: Measurement): Promise<boolean> {
  const figures = measurement.figures.map((figure) => ({ ...figure, met: isMet(figure) }));
  process.stdout.write(`\n${measurement.what}\n`);
  for (const figure of figures) {
    process.stdout.write(
      `  ${figure.name.padEnd(48)} ${format(figure.value).padStart(12)} ${figure.unit.padEnd(14)} ${goalText(figure)}\n`,
    );
  }
  const folder = join(repositoryRoot, 'docs', 'measurements');
  await mkdir(folder, { recursive: true });
  const record = { ...measurement, figures, date: new Date().toISOString(), machine: machine(), commit: commit() };
  await writeFile(join(folder, `${measurement.name}.json`), `${JSON.stringify(record, null, 2)}\n`);
  return figures.every(({ met }) => met);
}

function isMet({ value, goal }: Figure): boolean {
  if (goal === undefined) return true;
  return 'atLeast' in goal ? value >= goal.atLeast : value <= goal.atMost;
}

function goalText(figure: Figure & { readonly met: boolean }): string {
  if (figure.goal === undefined) return '';
  const goal = 'atLeast' in figure.goal ? `at least ${figure.goal.atLeast}` : `at most ${figure.goal.atMost}`;
  return figure.met ? `met (${goal})` : `MISSED (${goal})`;
}

function format(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(4);
}

function machine() {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
  };
}

/** The commit, with a mark when files differ from it: such a figure is not of that commit. */
function commit(): string {
  const git = (...args: readonly string[]) => execFileSync('git', [...args], { cwd: repositoryRoot, encoding: 'utf8' }).trim();
  try {
    const isChanged = git('status', '--porcelain', '--', ':!docs/measurements') !== '';
    return git('rev-parse', 'HEAD') + (isChanged ? ' with changes' : '');
  } catch {
    return 'unknown';
  }
}

/** The value below which `part` (0…1) of the values lie; nearest rank. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(part * sorted.length) - 1))] ?? Number.NaN;
}
