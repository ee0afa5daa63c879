import type { SourceDetailView, SourceView } from '@carrel/contract';
import type { Terminal } from '../output/terminal.ts';

/** What the last run came to, in one or two lines. */
export function runLine({ lastRun }: SourceView): string {
  if (lastRun === null) return 'It has not been looked at yet.\n';
  const { seen, changed, moved, unchanged, deleted, failed, waiting, held } = lastRun;
  const counts = `Seen ${seen}: ${lastRun.new} new, ${changed} changed, ${moved} moved, ${unchanged} unchanged, ${failed} failed, ${waiting} still being written; ${deleted} deleted.\n`;
  const kept = held === 0 ? '' : `${held} files were not found; their documents are kept.\n`;
  return counts + kept + (lastRun.warning === null ? '' : `Warning: ${lastRun.warning.text} (${lastRun.warning.code})\n`);
}

export function printSource(terminal: Terminal, source: SourceDetailView): void {
  const facts = [
    ['id', source.id],
    ['name', source.name],
    ['folder', source.path],
    ['collection', source.collectionName],
    ['leaves out', source.ignore.length === 0 ? '–' : source.ignore.join(', ')],
    ['state', source.state],
    [
      'documents',
      Object.entries(source.documents)
        .map(([state, count]) => `${count} ${state}`)
        .join(', ') || '–',
    ],
    ['last run', source.lastRun?.endedAt ?? '–'],
    ['next run', source.nextRunAt ?? '–'],
  ];
  terminal.text(facts.map(([name = '', value = '']) => `${name.padEnd(12)}${value}\n`).join(''));
  terminal.text(runLine(source));
  for (const { path, reason } of source.failures) terminal.text(`  ${path}: ${reason.text} (${reason.code})\n`);
}
