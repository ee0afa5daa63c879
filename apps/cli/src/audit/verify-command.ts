import { Readable } from 'node:stream';
import { verifyLog } from '@carrel/audit';
import { routes } from '@carrel/contract';
import { systemClock } from '@carrel/runtime';
import { createCliContext, type GlobalOptions } from '../cli-context.ts';
import type { Environment } from '@carrel/runtime';
import { exitStatus, exitStatusOf } from '../exit-status.ts';
import { openLines } from '../commands/open-lines.ts';
import { errorText } from '../output/error-text.ts';
import { createProgressBar } from '../output/progress-bar.ts';
import type { Terminal } from '../output/terminal.ts';
import { createTerminal } from '../output/terminal.ts';
import type { CommandInput } from '../run-command.ts';
import { openSource, rawItems, type LogSource, type SourceOptions } from './open-source.ts';
import { printReport } from './print-report.ts';
import type { Trust, TrustOptions } from './read-trust.ts';

export type VerifyOptions = GlobalOptions & SourceOptions & TrustOptions;

/**
 * `carrel audit verify`: recomputes the whole log on this side, from the raw entries of the server.
 * @returns 0 whole, 1 tampered with, 2 incomplete, 4 whole but for erased content.
 */
export async function verifyServer({ context, client, signal }: CommandInput, trust: Trust): Promise<number> {
  const response = await client.raw(routes.exportAuditLog, { signal });
  const body = response.body === null ? Readable.from([]) : Readable.fromWeb(response.body);
  return verify(context.terminal, { items: rawItems(await openLines(body)), needsCheckpoints: true }, trust);
}

/** The same for a file, a folder, a bundle or a web server, without a Carrel server. Null when the options name none. */
export async function verifySource(environment: Environment, options: VerifyOptions, trust: Trust): Promise<number | null> {
  const { terminal, config } = createCliContext(environment, options);
  const source = await openSource(options, config.client.key);
  return source === null ? null : verify(terminal, source, trust);
}

/** Tells why the log could not be verified. @returns 5 when the server is missing, 3 for everything that the caller can mend. */
export function verifyFailureStatus(error: unknown): number {
  createTerminal(false).note(errorText(error));
  return exitStatusOf(error) === exitStatus.serviceMissing ? exitStatus.serviceMissing : 3;
}

async function verify(terminal: Terminal, { items, needsCheckpoints }: LogSource, trust: Trust): Promise<number> {
  const bar = createProgressBar(terminal, 'Verifying', 0);
  const report = await verifyLog(items, {
    ...trust,
    needsCheckpoints,
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
