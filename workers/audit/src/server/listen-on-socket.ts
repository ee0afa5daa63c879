import { chmod, unlink } from 'node:fs/promises';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { CarrelError } from '@carrel/core';

/**
 * Starts to listen on a Unix socket that only the owner may open (on Windows: a named pipe). The file that a dead process
 * left behind is replaced; a living one is not.
 * @throws CONFLICT when another process listens there.
 */
export async function listenOnSocket(server: Server, socketPath: string): Promise<void> {
  if (await isAnswering(socketPath)) throw new CarrelError('CONFLICT', { message: `Another sequencer listens on ${socketPath}.` });
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
