import type { Clock } from '@carrel/core';
import { configFor, loadConfig, runtimePaths, systemClock } from '@carrel/runtime';
import { startIngestWorker } from '../../../workers/ingest/src/compose.ts';
import type { LoggedEvent } from '../fakes/recording-logger.ts';
import { createRecordingLogger } from '../fakes/recording-logger.ts';

export interface TestWorker {
  readonly logged: readonly LoggedEvent[];
  close(): Promise<void>;
}

/** An ingest worker on the data folder of a test API, in this process; its parsers are children as ever. */
export async function startTestWorker(
  dataDir: string,
  environment: Readonly<Record<string, string>> = {},
  parts: { readonly clock?: Clock; readonly onLeaseLost?: () => void } = {},
): Promise<TestWorker> {
  const { logger, events } = createRecordingLogger();
  const config = configFor('ingest', loadConfig({ CARREL_DATA_DIR: dataDir, CARREL_POLL_INTERVAL_MS: '100', ...environment }));
  const worker = await startIngestWorker(
    {
      clock: parts.clock ?? systemClock,
      logger,
      onLimit: () => undefined,
      onLeaseLost:
        parts.onLeaseLost ??
        (() => {
          throw new Error('the lease of the index was lost');
        }),
    },
    config,
    runtimePaths(dataDir),
  );
  return { logged: events, close: () => worker.close() };
}
