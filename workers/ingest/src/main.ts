import { configFor, createLogger, loadConfig, runtimePaths, runUntilStopped, systemClock } from '@carrel/runtime';
import { startIngestWorker } from './compose.ts';

const config = configFor('ingest', loadConfig(process.env));
const logger = createLogger({ level: config.log.level, process: 'ingest' });

await runUntilStopped(
  async ({ supervisor }) => {
    // Without the index lease this process may not write any more; a fresh one starts from what SQL says.
    const onLeaseLost = () => {
      logger.warn('index.lease-lost');
      process.exit(1);
    };
    const worker = await startIngestWorker(
      { clock: systemClock, logger, onLeaseLost },
      config,
      runtimePaths(config.data.dir, { blobsUri: config.blobs.uri, indexUri: config.index.uri }),
    );
    supervisor.sendReady();
    return worker;
  },
  { logger, stopTimeoutMs: config.server.stopTimeoutMs },
);
