import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';

export interface LocalServer {
  readonly url: string;
  /** Answers requests from now on; until then they get 503. */
  handleWith(listener: RequestListener): void;
  close(): Promise<void>;
}

/** A server on a free port of loopback, whose address is known before what serves it. */
export async function listenLocally(): Promise<LocalServer> {
  let listener: RequestListener = (_request, response) => void response.writeHead(503).end();
  const server: Server = createServer((request, response) => listener(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('expected a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    handleWith: (next) => {
      listener = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
