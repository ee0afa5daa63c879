import type { DataFolderLock, ServerInfo } from '@carrel/runtime';
import {
  createLogger,
  createSupervisor,
  lockDataFolder,
  readServerFile,
  requireNoStartBlock,
  runtimePaths,
  runUntilStopped,
  systemClock,
  unknownVariables,
} from '@carrel/runtime';
import type { CliContext } from '../cli-context.ts';
import { version } from '../version.ts';
import { announce } from './announce.ts';
import { childDefinitions } from './child-definitions.ts';
import { choosePort } from './choose-port.ts';
import { createHoldServer } from './hold-server.ts';
import { waitUntilGone } from './wait-until-gone.ts';

/** Longer than the processes may take, so that they are not killed while they still have time. */
const stopMarginMs = 3_000;

/**
 * Starts an instance and keeps it running until it is told to stop.
 *
 * @param options.isHeld stops as soon as no command holds it.
 * @throws DATA_FOLDER_IN_USE, PORT_IN_USE, RESTORE_UNFINISHED, AUDIT_LOG_BEHIND, INVALID_CONFIGURATION before anything is started.
 */
export async function up(context: CliContext, options: { readonly isHeld: boolean }): Promise<void> {
  const { config, terminal } = context;
  const paths = runtimePaths(config.data.dir);
  requireNoStartBlock(paths);
  const level = context.environment['CARREL_LOG_LEVEL'] === undefined && terminal.isInteractive ? 'warn' : config.log.level;
  const logger = createLogger({ level, process: 'supervisor' });
  const leftovers = readServerFile(paths.serverFile)?.childPids ?? [];
  let info: ServerInfo = {
    pid: process.pid,
    port: null,
    url: null,
    socketPath: paths.sockets.api,
    holdSocketPath: options.isHeld ? paths.sockets.hold : null,
    isReady: false,
    childPids: [],
    startedAt: new Date(systemClock.nowMs()).toISOString(),
    version,
  };
  const lock = lockDataFolder(paths, info);
  const publish = (changed: Partial<ServerInfo>) => {
    info = { ...info, ...changed };
    lock.publish(info);
  };
  for (const variable of unknownVariables(context.environment)) logger.warn('setting.unknown', { variable });
  await waitUntilGone(leftovers);
  const port = config.server.isSocketOnly ? null : await choosePortOrRelease(config.server, lock);
  publish({ port });

  const environment = {
    ...context.environment,
    CARREL_DATA_DIR: paths.dataDir,
    CARREL_LOG_LEVEL: level,
    CARREL_PORT: port === null ? undefined : String(port),
  };
  const stopTimeoutMs = config.server.stopTimeoutMs + stopMarginMs;
  await runUntilStopped(
    async () => {
      const supervisor = createSupervisor(
        { clock: systemClock, logger, random: Math.random },
        { children: childDefinitions(environment, { ingestWorkers: config.ingest.workers }), stopTimeoutMs },
      );
      const hold = options.isHeld ? await createHoldServer(paths.sockets.hold, () => process.kill(process.pid, 'SIGTERM')) : null;
      supervisor.onChange((children) => publish({ childPids: children.flatMap((child) => (child.pid === null ? [] : [child.pid])) }));
      announce(terminal, supervisor, (message) => publish({ isReady: true, url: message.url ?? null }));
      supervisor.start();
      return {
        close: async () => {
          hold?.close();
          await supervisor.stop();
          lock.release();
        },
      };
    },
    { logger, stopTimeoutMs: stopTimeoutMs + stopMarginMs },
  );
}

async function choosePortOrRelease(server: { readonly port: number | null; readonly host: string }, lock: DataFolderLock): Promise<number> {
  try {
    return await choosePort(server.port, server.host);
  } catch (error) {
    lock.release();
    throw error;
  }
}
