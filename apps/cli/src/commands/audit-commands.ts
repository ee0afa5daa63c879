import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { VerificationReport } from '@carrel/audit';
import { parseExportLine, verifyLog } from '@carrel/audit';
import { routes } from '@carrel/contract';
import { systemClock } from '@carrel/runtime';
import { exitStatus, exitStatusOf } from '../exit-status.ts';
import { textOption } from '../option-values.ts';
import { errorText } from '../output/error-text.ts';
import { createProgressBar } from '../output/progress-bar.ts';
import type { Terminal } from '../output/terminal.ts';
import { createTerminal } from '../output/terminal.ts';
import type { CommandInput } from '../run-command.ts';
import { openLines } from './open-lines.ts';

/**
 * `carrel audit verify`: recomputes the whole log on this side, from the raw entries of the server.
 * @returns 0 whole, 1 tampered with, 2 incomplete, 4 whole but for erased content.
 */
export async function verifyServerCommand({ context, client, signal }: CommandInput): Promise<number> {
  return verify(context.terminal, await openLines(await exportBody(client, signal)));
}

/** `carrel audit verify --file`: the same for an export, without a server. */
export async function verifyExport(file: string, isJson: boolean): Promise<number> {
  return verify(createTerminal(isJson), await openLines(file));
}

/** Tells why the log could not be verified. @returns 5 when the server is missing, 3 for everything that the caller can mend. */
export function verifyFailureStatus(error: unknown): number {
  createTerminal(false).note(errorText(error));
  return exitStatusOf(error) === exitStatus.serviceMissing ? exitStatus.serviceMissing : 3;
}

async function verify(terminal: Terminal, lines: AsyncIterable<string>): Promise<number> {
  const bar = createProgressBar(terminal, 'Verifying', 0);
  const report = await verifyLog(rawItems(lines), {
    nowMs: systemClock.nowMs(),
    onProgress: (entryCount) => {
      bar.setTotal(entryCount);
      bar.update(entryCount);
    },
  });
  bar.stop();
  if (terminal.isJson) terminal.json(report);
  else printReport(terminal, report);
  return report.exitCode;
}

/** `carrel audit export`: the raw log as JSON lines, to a file or to standard output. */
export async function exportCommand({ context, client, options, signal }: CommandInput): Promise<void> {
  const body = await exportBody(client, signal);
  const file = textOption(options, 'file');
  const target = file === undefined ? process.stdout : createWriteStream(file, { mode: 0o600 });
  await pipeline(body, target, { end: file !== undefined, signal });
  if (file !== undefined) context.terminal.note(`Wrote ${file}.\n`);
}

async function exportBody(client: CommandInput['client'], signal: AbortSignal): Promise<Readable> {
  const response = await client.raw(routes.exportAuditLog, { signal });
  return response.body === null ? Readable.from([]) : Readable.fromWeb(response.body);
}

async function* rawItems(lines: AsyncIterable<string>): AsyncGenerator<ReturnType<typeof parseExportLine>> {
  for await (const line of lines) if (line !== '') yield parseExportLine(line);
}

const verdictTexts = {
  ok: 'The log is whole: every entry, the chain and the numbering are as they were written.',
  tampered: 'The log was tampered with.',
  incomplete: 'The log is incomplete.',
  erased: 'The log is whole; some sealed content was erased, as the log itself says.',
} as const satisfies Readonly<Record<VerificationReport['verdict'], string>>;

function printReport(terminal: Terminal, { verdict, entryCount, firstTime, lastTime, findings, counts }: VerificationReport): void {
  terminal.text(
    `${verdictTexts[verdict]}\n${entryCount} entries${firstTime === null || lastTime === null ? '' : `, from ${firstTime} to ${lastTime}`}.\n`,
  );
  for (const { code, severity, shard, seq, message } of findings) {
    terminal.text(`${severity} ${code}${seq === null ? '' : ` at ${shard ?? '?'}/${seq}`}: ${message}\n`);
  }
  const listed = findings.length;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (total > listed) terminal.text(`${total - listed} more findings of these kinds are not listed.\n`);
}
