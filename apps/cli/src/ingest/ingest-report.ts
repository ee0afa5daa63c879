import { errorCatalogue } from '@carrel/core';
import type { Terminal } from '../output/terminal.ts';
import type { IngestLine } from './ingest-line.ts';

/** Tells of each file as it is done: a JSON line, or for a person a line for each failure and a sum at the end. */
export interface IngestReport {
  add(line: IngestLine): void;
  count(): number;
  failedCount(): number;
  end(totalMs: number): void;
}

export function createIngestReport(terminal: Terminal): IngestReport {
  const counts = new Map<string, number>();
  let count = 0;
  return {
    add: (line) => {
      count += 1;
      counts.set(line.state, (counts.get(line.state) ?? 0) + 1);
      if (terminal.isJson) terminal.json(line);
      else if (isFailure(line.state)) terminal.text(`${line.path}: ${reasonText(line.reason)}\n`);
    },
    count: () => count,
    failedCount: () => [...counts].reduce((sum, [state, number]) => sum + (isFailure(state) ? number : 0), 0),
    end: (totalMs) => {
      if (terminal.isJson) return;
      const states = [...counts].map(([state, number]) => `${number} ${state}`).join(', ');
      terminal.text(`${count} ${count === 1 ? 'file' : 'files'} in ${(totalMs / 1_000).toFixed(1)} s: ${states}\n`);
      const isWorkLeft = [...counts.keys()].some((state) => state !== 'published' && !isFailure(state));
      if (isWorkLeft) terminal.note('They are made searchable while Carrel runs. "carrel ingest --wait" waits for that.\n');
    },
  };
}

function isFailure(state: string): boolean {
  return state === 'failed' || state === 'quarantined' || state === 'deleted';
}

function reasonText(code: string | undefined): string {
  if (code === undefined) return 'It was deleted or set aside.';
  const entry = Object.entries(errorCatalogue).find(([known]) => known === code)?.[1];
  return entry === undefined ? code : `${entry.text} (${code})`;
}
