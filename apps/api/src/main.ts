import { join } from 'node:path';
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
import type { ProcessMetrics } from './health/render-metrics.ts';
import { startApi } from './start-api.ts';

const defaultPort = 3000;

armFaultPoint(process.env);
const config = configFor('api', loadConfig(process.env));
const paths = runtimePaths(config.data.dir, { blobsUri: config.blobs.uri, indexUri: config.index.uri });
const logger = createLogger({ level: config.log.level, process: 'api' });

await runUntilStopped(
  async ({ supervisor }) => {
    requireNoStartBlock(paths);
    prepareFolders(paths);
    const others = new Map<string, ProcessMetrics>();
    supervisor.onMessage((message) => {
      if (message.type === 'metrics') others.set(message.child, { process: message.child, metrics: message.metrics });
    });
    const api = await startApi(
      {
        clock: systemClock,
        logger,
        metrics: createMetrics(),
        listProcesses: supervisor.children,
        otherMetrics: () => [...others.values()],
      },
      {
        config,
        paths,
        root: join(import.meta.dirname, '..', '..', '..'),
        version: manifest.version,
        tcp: config.server.isSocketOnly ? null : { host: config.server.host, port: config.server.port ?? defaultPort },
        validatesResponses: false,
      },
    );
    logger.info('api.ready', { port: api.port });
    supervisor.sendReady({ ...(api.url !== null && { url: api.url }), ...(api.signInUrl !== null && { signInUrl: api.signInUrl }) });
    return api;
  },
  { logger, stopTimeoutMs: config.server.stopTimeoutMs },
);
