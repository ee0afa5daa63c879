import { join } from 'node:path';
import type { ServerInfo } from '@carrel/runtime';
import {
  armFaultPoint,
  configFor,
  createLogger,
  createMetrics,
  loadConfig,
  lockDataFolder,
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

const standing: ServerInfo = {
  pid: process.pid,
  port: null,
  url: null,
  socketPath: paths.sockets.api,
  holdSocketPath: null,
  isReady: false,
  childPids: [],
  startedAt: new Date(systemClock.nowMs()).toISOString(),
  version: manifest.version,
};

await runUntilStopped(
  async ({ supervisor }) => {
    requireNoStartBlock(paths);
    prepareFolders(paths);
    // In a container of its own nobody else says how the command line reaches it.
    const lock = supervisor.isSupervised ? null : lockDataFolder(paths, standing);
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
    lock?.publish({ ...standing, port: api.port, url: api.url, isReady: true });
    supervisor.sendReady({ ...(api.url !== null && { url: api.url }), ...(api.signInUrl !== null && { signInUrl: api.signInUrl }) });
    return {
      close: async () => {
        await api.close();
        lock?.release();
      },
    };
  },
  { logger, stopTimeoutMs: config.server.stopTimeoutMs },
);
