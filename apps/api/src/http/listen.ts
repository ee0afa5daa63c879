import { chmodSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Express, Request } from 'express';
import { CarrelError } from '@carrel/core';

/** Knows which requests came over the Unix socket: nothing in a request itself can claim it. */
export interface OwnerConnections {
  readonly isOwnerConnection: (request: Request) => boolean;
  readonly add: (socket: Socket) => void;
}

export function createOwnerConnections(): OwnerConnections {
  const sockets = new WeakSet<Socket>();
  return { isOwnerConnection: (request) => sockets.has(request.socket), add: (socket) => void sockets.add(socket) };
}

export interface Listener {
  /** Null when it listens on the Unix socket alone. */
  readonly port: number | null;
  /** Takes no more connections; resolves when the running requests have ended. */
  close(): Promise<void>;
  /** Ends the connections that are left. */
  destroy(): void;
}

export interface ListenOptions {
  readonly socketPath: string;
  /** Null: on the Unix socket alone. Port 0: any free one. */
  readonly tcp: { readonly host: string; readonly port: number } | null;
}

/** Uploads and answers take their time; headers and idle connections do not. */
const requestTimeoutMs = 30 * 60_000;
const headersTimeoutMs = 20_000;
const keepAliveTimeoutMs = 10_000;
const closeIdleEveryMs = 100;

/** Listens on the Unix socket (mode 0600: whoever can open it is the owner of the data folder) and, if wanted, on a port. @throws PORT_IN_USE. */
export async function listen(app: Express, owners: OwnerConnections, options: ListenOptions): Promise<Listener> {
  const socketServer = makeServer(app);
  socketServer.on('connection', (socket) => owners.add(socket));
  await listenOnSocket(socketServer, options.socketPath);
  const servers = [socketServer];
  let port: number | null = null;
  if (options.tcp !== null) {
    const tcpServer = makeServer(app);
    servers.push(tcpServer);
    try {
      port = await listenOnPort(tcpServer, options.tcp);
    } catch (error) {
      socketServer.close();
      throw error;
    }
  }
  return {
    port,
    close: async () => {
      await Promise.all(servers.map(closeServer));
    },
    destroy: () => {
      for (const server of servers) server.closeAllConnections();
    },
  };
}

function makeServer(app: Express): Server {
  return createServer({ requestTimeout: requestTimeoutMs, headersTimeout: headersTimeoutMs, keepAliveTimeout: keepAliveTimeoutMs }, app);
}

async function listenOnSocket(server: Server, path: string): Promise<void> {
  // The data folder is locked by our supervisor, so a socket that lies here belongs to nobody any more.
  rmSync(path, { force: true });
  // The file is made within the call of `listen`, and from its first moment nobody else may open it.
  const mask = process.umask(0o177);
  const listening = new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  process.umask(mask);
  await listening;
  chmodSync(path, 0o600);
}

async function listenOnPort(server: Server, { host, port }: { readonly host: string; readonly port: number }): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new CarrelError('PORT_IN_USE', { cause: error, details: { port } }) : error);
    });
    server.listen(port, host, resolve);
  });
  const address: AddressInfo | string | null = server.address();
  return address !== null && typeof address === 'object' ? address.port : port;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // A connection that answers its last request now stays open for the next one, which must not come any more.
    const sweep = setInterval(() => server.closeIdleConnections(), closeIdleEveryMs);
    server.close(() => {
      clearInterval(sweep);
      resolve();
    });
    server.closeIdleConnections();
  });
}
