import { chmod, mkdir, unlink } from 'node:fs/promises';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { CarrelError } from '@carrel/core';
import type { ListenAddress } from './inference-server.ts';

/** The kernel's limit for the path of a Unix socket is 108 bytes on Linux and 104 on macOS, the final zero included. */
const maxSocketPathBytes = 103;

/**
 * Starts to listen and gives the address (`unix:/path` or `http://host:port/v1`). The file that a dead process left behind
 * is replaced; a living one is not.
 * @throws INVALID_CONFIGURATION for a path that is too long; CONFLICT when somebody listens there; PORT_IN_USE.
 */
export async function listenOn(server: Server, address: ListenAddress): Promise<string> {
  if ('socketPath' in address) {
    await prepareSocket(address.socketPath);
    await listening(server, () => server.listen(address.socketPath));
    await chmod(address.socketPath, 0o600);
    return `unix:${address.socketPath}`;
  }
  await listening(server, () => server.listen(address.port, address.host));
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : address.port;
  return `http://${address.host.includes(':') ? `[${address.host}]` : address.host}:${port}/v1`;
}

async function prepareSocket(socketPath: string): Promise<void> {
  const lengthBytes = Buffer.byteLength(socketPath);
  if (lengthBytes > maxSocketPathBytes)
    throw new CarrelError('INVALID_CONFIGURATION', {
      message: `the path of the inference socket has ${lengthBytes} bytes; at most ${maxSocketPathBytes} are possible. Choose a shorter data folder.`,
    });
  await mkdir(dirname(socketPath), { recursive: true, mode: 0o700 });
  if (await isAnswering(socketPath))
    throw new CarrelError('CONFLICT', {
      message: 'another inference worker listens on this socket',
    });
  await unlink(socketPath).catch(() => undefined);
}

async function isAnswering(socketPath: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(socketPath);
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}

async function listening(server: Server, listen: () => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onError = (error: Error) => {
    const isTaken = 'code' in error && error.code === 'EADDRINUSE';
    reject(
      isTaken
        ? new CarrelError('PORT_IN_USE', {
            message: 'another process listens on the port of the inference worker',
            cause: error,
          })
        : error,
    );
  };
  server.once('error', onError);
  server.once('listening', () => {
    server.removeListener('error', onError);
    resolve();
  });
  listen();
  return promise;
}
