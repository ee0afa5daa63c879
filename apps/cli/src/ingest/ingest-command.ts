import { routes } from '@carrel/contract';
import { CarrelError } from '@carrel/core';
import { exitStatus } from '../exit-status.ts';
import { listArgument, textOption } from '../option-values.ts';
import { createProgressBar } from '../output/progress-bar.ts';
import type { CommandInput } from '../run-command.ts';
import { defaultCollectionName, findOrCreateCollection } from './find-collection.ts';
import { findFiles } from './find-files.ts';
import { ingestFiles } from './ingest-files.ts';
import { lineOf } from './ingest-line.ts';
import { createIngestReport } from './ingest-report.ts';

/**
 * `carrel ingest PATH…`: uploads files and folders, and with `--wait` stays until each is searchable or has failed.
 * @returns the exit status: 1 if a file failed.
 */
export async function ingestCommand({ context, client, args, options, signal }: CommandInput): Promise<number> {
  const files = await findFiles(listArgument(args, 0));
  if (files.length === 0) throw new CarrelError('NOT_FOUND', { message: 'There is no file at these paths.' });
  const { capabilities } = await client.call(routes.me, {});
  const collectionId = await findOrCreateCollection(client, textOption(options, 'collection') ?? defaultCollectionName);
  const policy = textOption(options, 'policy');
  const report = createIngestReport(context.terminal);
  const bar = createProgressBar(context.terminal, 'Ingesting', files.length);
  const startMs = performance.now();
  const elapsedMs = () => Math.round(performance.now() - startMs);
  const input = {
    client,
    collectionId,
    files,
    maxUploadBytes: capabilities.maxUploadBytes,
    isWaiting: options['wait'] === true,
    signal,
    ...(policy !== undefined && { policy }),
  };
  try {
    await ingestFiles(input, {
      onOutcome: (outcome) => report.add(lineOf(outcome, elapsedMs())),
      onUploaded: (count) => bar.update(report.count(), count < files.length ? `(${count} uploaded)` : ''),
    });
  } finally {
    bar.stop();
  }
  report.end(elapsedMs());
  return report.failedCount() === 0 ? exitStatus.done : exitStatus.failed;
}
