import { createServer } from 'node:net';
import { CarrelError } from '@carrel/core';

const firstPort = 3_000;
const tries = 100;

/**
 * The port that was asked for, or else the first free one from 3000 on.
 * @throws PORT_IN_USE when the one that was asked for is taken.
 */
export async function choosePort(asked: number | null, host: string): Promise<number> {
  if (asked !== null) {
    if (await isFree(asked, host)) return asked;
    throw new CarrelError('PORT_IN_USE', { message: `Port ${asked} is taken. Choose another one with --port.`, details: { port: asked } });
  }
  for (let port = firstPort; port < firstPort + tries; port += 1) if (await isFree(port, host)) return port;
  throw new CarrelError('PORT_IN_USE', {
    message: `All ports from ${firstPort} to ${firstPort + tries - 1} are taken. Choose another one with --port.`,
  });
}

async function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else
        reject(
          new CarrelError('INVALID_CONFIGURATION', {
            message: `CARREL_HOST: cannot listen on "${host}" (${error.code ?? 'unknown'})`,
            cause: error,
          }),
        );
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
