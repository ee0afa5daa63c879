import { driftRows } from '@carrel/core';
import {
  armFaultPoint,
  type Metrics,
  configFor,
  createLogger,
  createMetrics,
  loadConfig,
  runtimePaths,
  runUntilStopped,
  systemClock,
} from '@carrel/runtime';
import { setPriority } from 'node:os';
import { startIngestWorker } from './compose.ts';
import type { EndedRun } from './index-care/recorded-run.ts';

armFaultPoint(process.env);
const config = configFor('ingest', loadConfig(process.env));
/** How often the metrics of this process are handed to the API, which gives them out. */
const metricsMs = 5_000;
const logger = createLogger({ level: config.log.level, process: 'ingest' });

/** Of this process and of the parsers that it starts: whoever asks a question goes first on the processors of this machine. */
const niceness = 10;
try {
  setPriority(niceness);
} catch (error) {
  // Not every container may; the work is the same.
  logger.error('process.priority-refused', error);
}

await runUntilStopped(
  async ({ supervisor }) => {
    // Without the index lease this process may not write any more; a fresh one starts from what SQL says.
    const onLeaseLost = () => {
      logger.warn('index.lease-lost');
      process.exit(1);
    };
    const metrics = createMetrics();
    const worker = await startIngestWorker(
      {
        clock: systemClock,
        logger,
        onLeaseLost,
        onLimit: (limit) => metrics.parserKills.inc({ limit }),
        onRun: (run) => noteRun(metrics, run),
      },
      config,
      runtimePaths(config.data.dir, { blobsUri: config.blobs.uri, indexUri: config.index.uri }),
    );
    supervisor.sendReady();
    const report = async () => supervisor.sendMetrics((await metrics.registry.getMetricsAsJSON()).map((metric) => ({ ...metric })));
    const reporting = setInterval(() => {
      report().catch((error: unknown) => logger.error('ingest.metrics-failed', error));
    }, metricsMs);
    return {
      async close() {
        clearInterval(reporting);
        await worker.close();
      },
    };
  },
  { logger, stopTimeoutMs: config.server.stopTimeoutMs },
);

function noteRun(metrics: Metrics, { kind, state, detail }: EndedRun): void {
  metrics.indexRuns.inc({ kind, outcome: state });
  if (kind === 'compact' && state === 'failed') metrics.indexOptimizeFailures.inc();
  if (detail.after !== undefined) {
    metrics.indexVersions.set(detail.after.versionCount);
    metrics.indexBytes.set(detail.after.sizeBytes);
  }
  if (detail.differences !== undefined) metrics.indexDriftRows.set(driftRows(detail.differences));
}
