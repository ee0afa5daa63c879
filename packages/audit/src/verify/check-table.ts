import { csvHeader, csvLine } from '../export/csv-line.ts';
import { placeOf, type LogCheck } from './log-check.ts';
import type { FindingLog } from './report.ts';

const idColumn = csvHeader().trimEnd().split(',').indexOf('id');

/** The rows of a table that was exported: each must be what its entry gives. A table may have a part of the log alone. */
export function checkTable(log: FindingLog, table: string | null): LogCheck {
  const rows = new Map<string, string>();
  const [header = '', ...lines] = table?.split('\r\n').filter((line) => line !== '') ?? [];
  if (table !== null && `${header}\r\n` !== csvHeader())
    log.add('csv-mismatch', {}, 'The first line of the table is not that of an export.');
  for (const row of lines) {
    const id = row.split(',')[idColumn] ?? '';
    if (rows.has(id)) log.add('csv-mismatch', {}, `The table has two rows about the event ${id}.`);
    rows.set(id, row);
  }
  return {
    entry(entry) {
      const { leaf, raw, hash } = entry;
      const row = leaf === null ? undefined : rows.get(leaf.id);
      if (leaf === null || row === undefined) return;
      rows.delete(leaf.id);
      if (csvLine({ ...raw, leafHash: hash }) !== `${row}\r\n`)
        log.add('csv-mismatch', placeOf(entry), `The row about the event ${leaf.id} says something else than the log.`);
    },
    end() {
      for (const id of rows.keys()) log.add('csv-mismatch', {}, `The table has a row about the event ${id}, which is not in the log.`);
    },
  };
}
