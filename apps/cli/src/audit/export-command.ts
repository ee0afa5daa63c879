import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { csvHeader, csvLine } from '@carrel/audit';
import { routes } from '@carrel/contract';
import { openLines } from '../commands/open-lines.ts';
import { textOption, wordOption } from '../option-values.ts';
import type { CommandInput } from '../run-command.ts';
import { UsageError } from '../usage-error.ts';
import { rawItems } from './open-source.ts';
import { writeBundle } from './write-bundle.ts';

const formats = ['jsonl', 'csv', 'raw', 'bundle'] as const;

/**
 * `carrel audit export`: leaves one a line, a table, the raw log, or an evidence bundle. Each is made here from the raw log, so
 * what is exported is what is verified.
 */
export async function exportCommand({ context, client, options, signal }: CommandInput): Promise<void> {
  const format = wordOption(options, 'format', formats) ?? 'jsonl';
  const file = textOption(options, 'file');
  if (format === 'bundle' && file === undefined) throw new UsageError('--format bundle: say with --file where it is written.');
  const response = await client.raw(routes.exportAuditLog, { query: { format }, signal });
  const body = response.body === null ? Readable.from([]) : Readable.fromWeb(response.body);
  if (format === 'bundle' && file !== undefined) {
    const { files, entries } = await writeBundle(rawItems(await openLines(body)), file);
    if (context.terminal.isJson) context.terminal.json({ file, files, entries });
    else context.terminal.note(`Wrote ${file}: ${entries} entries in ${files} files.\n`);
    return;
  }
  const text = format === 'raw' ? body : Readable.from(format === 'csv' ? tableOf(body) : leavesOf(body));
  await pipeline(text, file === undefined ? process.stdout : createWriteStream(file, { mode: 0o600 }), { end: file !== undefined, signal });
  if (file !== undefined) context.terminal.note(`Wrote ${file}.\n`);
}

/** The bytes of each leaf as they were hashed, one a line. A leaf is JSON of one line. */
async function* leavesOf(body: Readable): AsyncGenerator<Uint8Array | string> {
  for await (const item of rawItems(await openLines(body))) {
    if (item.kind !== 'entry') continue;
    yield item.leaf;
    yield '\n';
  }
}

async function* tableOf(body: Readable): AsyncGenerator<string> {
  yield csvHeader();
  for await (const item of rawItems(await openLines(body))) if (item.kind === 'entry') yield csvLine(item);
}
