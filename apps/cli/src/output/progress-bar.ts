import { Presets, SingleBar } from 'cli-progress';
import type { Terminal } from './terminal.ts';

export interface ProgressBar {
  /** @param detail a few words, shown behind the amount. */
  update(done: number, detail?: string): void;
  setTotal(total: number): void;
  stop(): void;
}

const lineEveryMs = 5_000;

/** How far a long task is, on standard error: a bar on a terminal, elsewhere a line every few seconds, from the first second on. */
export function createProgressBar(terminal: Terminal, label: string, total: number): ProgressBar {
  return terminal.isInteractive ? interactiveBar(label, total) : lineBar(terminal, label, total);
}

function interactiveBar(label: string, total: number): ProgressBar {
  const bar = new SingleBar(
    {
      format: `${label} {bar} {value}/{total} {detail}  {duration_formatted}, {eta_formatted} to go`,
      hideCursor: true,
      stream: process.stderr,
      clearOnComplete: true,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0, { detail: '' });
  return {
    update: (done, detail = '') => bar.update(done, { detail }),
    setTotal: (changed) => bar.setTotal(changed),
    stop: () => bar.stop(),
  };
}

function lineBar(terminal: Terminal, label: string, firstTotal: number): ProgressBar {
  const startMs = performance.now();
  let nextMs = startMs + 1_000;
  let total = firstTotal;
  return {
    update: (done, detail = '') => {
      const nowMs = performance.now();
      if (nowMs < nextMs) return;
      nextMs = nowMs + lineEveryMs;
      const elapsedMs = nowMs - startMs;
      const remaining = done > 0 ? `, about ${Math.ceil((elapsedMs * (total - done)) / done / 1_000)} s to go` : '';
      terminal.note(`${label}: ${done} of ${total}${detail === '' ? '' : ` ${detail}`}, ${Math.round(elapsedMs / 1_000)} s${remaining}\n`);
    },
    setTotal: (changed) => {
      total = changed;
    },
    stop: () => {},
  };
}
