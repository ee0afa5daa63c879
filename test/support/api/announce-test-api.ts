import { writeFileSync } from 'node:fs';
import { runtimePaths } from '@carrel/runtime';
import type { TestApi } from './start-test-api.ts';

/** Lets the command line find this API by its data folder, as it finds a running Carrel, instead of starting one a command. */
export function announceTestApi({ dataDir, url }: TestApi): void {
  const { serverFile, sockets } = runtimePaths(dataDir);
  const info = {
    pid: process.pid,
    port: Number(new URL(url).port),
    url,
    socketPath: sockets.api,
    holdSocketPath: null,
    isReady: true,
    childPids: [],
    startedAt: new Date().toISOString(),
    version: '0.0.0',
  };
  writeFileSync(serverFile, JSON.stringify(info), { mode: 0o600 });
}
