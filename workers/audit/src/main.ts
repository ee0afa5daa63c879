import {
  armFaultPoint,
  configFor,
  createLogger,
  createMetrics,
  loadConfig,
  prepareFolders,
  requireNoStartBlock,
  runtimePaths,
  runUntilStopped,
  systemClock,
} from '@carrel/runtime';
import manifest from '../package.json' with { type: 'json' };
import { startAuditWorker } from './compose.ts';
import { logName } from './log-name.ts';
import { observeAppends } from './observe-appends.ts';
import { repeat } from './repeat.ts';

const metricsMs = 15_000;

armFaultPoint(process.env);
const { data, server, database, audit, log } = configFor('audit', loadConfig(process.env));
const paths = runtimePaths(data.dir);
const logger = createLogger({ level: log.level, process: 'audit' });

await runUntilStopped(
  async ({ supervisor, signal }) => {
    requireNoStartBlock(paths);
    prepareFolders(paths);
    const metrics = createMetrics();
    const worker = await startAuditWorker(
      { clock: systemClock, logger, onAppended: observeAppends(metrics, systemClock) },
      {
        ...(database.url !== null && { databaseUrl: database.url.reveal() }),
        sqlitePath: paths.databaseFile,
        socketPath: paths.sockets.audit,
        ...(audit.listen !== null && { listen: audit.listen }),
        logKeyPath: paths.auditLogKeyFile,
        logFolder: paths.auditLogDir,
        node: 'audit-1',
        version: manifest.version,
        ...(audit.journalDir !== null && { journal: { folder: audit.journalDir, mode: audit.journalMode } }),
        logName: logName(server.publicUrl),
      },
      signal,
    );
    supervisor.sendReady();
    const reporting = repeat(
      async () => supervisor.sendMetrics((await metrics.registry.getMetricsAsJSON()).map((metric) => ({ ...metric }))),
      {
        everyMs: metricsMs,
        onError: (error) => logger.error('audit.metrics-failed', error),
      },
    );
    return {
      async close() {
        await reporting.stop();
        await worker.close();
      },
    };
  },
  { logger, stopTimeoutMs: server.stopTimeoutMs },
);
