import { chmod, unlink } from 'node:fs/promises';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { CarrelError } from '@carrel/core';

/** A process whose supervisor is gone ends within two seconds: so long its successor waits for it. */
const patienceMs = 3_000;
const askEveryMs = 100;

/**
 * Starts to listen on a Unix socket that only the owner may open (on Windows: a named pipe). The file that a dead process
 * left behind is replaced; a living one is waited for.
 * @throws CONFLICT when another process still listens there after three seconds.
 */
export async function listenOnSocket(server: Server, socketPath: string): Promise<void> {
  for (let waitedMs = 0; await isAnswering(socketPath); waitedMs += askEveryMs) {
    if (waitedMs >= patienceMs) throw new CarrelError('CONFLICT', { message: `Another sequencer listens on ${socketPath}.` });
    await delay(askEveryMs);
  }
  const isFile = process.platform !== 'win32';
  if (isFile) await unlink(socketPath).catch(() => undefined);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(socketPath, resolve);
  await promise;
  server.off('error', reject);
  if (isFile) await chmod(socketPath, 0o600);
}

async function isAnswering(socketPath: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(socketPath);
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
