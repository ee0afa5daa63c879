import { setTimeout as sleep } from 'node:timers/promises';
import type { CarrelClient } from '@carrel/contract';
import { CarrelError } from '@carrel/core';
import type { RuntimePaths, ServerInfo } from '@carrel/runtime';
import { readServerFile, runtimePaths } from '@carrel/runtime';
import type { CliContext } from '../cli-context.ts';
import { UsageError } from '../usage-error.ts';
import type { HoldConnection } from './hold-connection.ts';
import { openHoldConnection } from './hold-connection.ts';
import { openHttpClient, openSocketClient } from './open-client.ts';
import { startInstance } from './start-instance.ts';

/** A server to send requests to, for the time of one command. */
export interface OpenServer {
  readonly client: CarrelClient;
  /** Ends the connections, and the instance if it was started for commands and nobody else needs it. */
  close(): Promise<void>;
}

const attempts = 100;
const attemptWaitMs = 200;

/**
 * The server of `--server`, or the one that runs on the data folder, or one that is started for the time of this command.
 *
 * @param options.as the person for whom the owner of the data folder acts: an id or e-mail address.
 * @throws what the instance that could not be started told on standard error.
 */
export async function openServer(context: CliContext, options: { readonly as?: string } = {}): Promise<OpenServer> {
  const { serverUrl, key } = context.config.client;
  if (serverUrl !== null) {
    if (options.as !== undefined)
      throw new UsageError('--as works on the data folder of this machine, not with --server: a key acts as its owner.');
    return openHttpClient(serverUrl, key);
  }
  const paths = runtimePaths(context.config.data.dir);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const found = await findInstance(paths);
    if (found !== null) {
      const { client, close } = openSocketClient(found.info.socketPath, options.as);
      return {
        client,
        close: async () => {
          await close();
          await found.hold?.release();
        },
      };
    }
    // Another instance may be just starting or just ending; it holds the folder as long as that takes.
    const outcome = await startInstance(context);
    if (outcome === 'folder-in-use') await sleep(attemptWaitMs);
  }
  throw new CarrelError('DATA_FOLDER_IN_USE', {
    message: `The data folder ${paths.dataDir} is in use by an instance that does not get ready.`,
  });
}

interface Found {
  readonly info: ServerInfo;
  readonly hold: HoldConnection | null;
}

/** The instance that runs on the data folder and is ready, if there is one. */
async function findInstance(paths: RuntimePaths): Promise<Found | null> {
  const info = readServerFile(paths.serverFile);
  if (info === null || !info.isReady) return null;
  if (info.holdSocketPath !== null) {
    const hold = await openHoldConnection(info.holdSocketPath);
    return hold === null ? null : { info, hold };
  }
  const { client, close } = openSocketClient(info.socketPath);
  try {
    const { routes } = await import('@carrel/contract');
    await client.call(routes.livez, {});
    return { info, hold: null };
  } catch {
    return null;
  } finally {
    await close();
  }
}
