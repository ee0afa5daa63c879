import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';

export interface CannedModelServer {
  readonly url: string;
  /** Prompts that arrived so far. */
  readonly prompts: readonly string[];
  /** Resolves when a client has closed the connection of a running answer; with the time of it (`performance.now()`). */
  readonly stopped: Promise<number>;
  close(): Promise<void>;
}

/**
 * An OpenAI-compatible server with one model. `write` sends the pieces of an answer; what it leaves open stays open until
 * the client goes away.
 */
export async function startCannedModelServer(
  write: (send: (text: string) => void, finish: () => void) => void,
): Promise<CannedModelServer> {
  const prompts: string[] = [];
  const stopped = Promise.withResolvers<number>();
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      if (request.url?.endsWith('/models') === true) {
        response
          .setHeader('content-type', 'application/json')
          .end(JSON.stringify({ object: 'list', data: [{ id: 'canned', object: 'model', owned_by: 'test' }] }));
        return;
      }
      prompts.push(Buffer.concat(pieces).toString('utf8'));
      response.once('close', () => {
        if (!response.writableFinished) stopped.resolve(performance.now());
      });
      response.setHeader('content-type', 'text/event-stream');
      const chunk = (choice: object) =>
        writeEvent(response, { id: '1', object: 'chat.completion.chunk', model: 'canned', choices: [{ index: 0, ...choice }] });
      write(
        (text) => chunk({ delta: { content: text } }),
        () => {
          chunk({ delta: {}, finish_reason: 'stop' });
          writeEvent(response, { choices: [], usage: { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 } });
          response.end('data: [DONE]\n\n');
        },
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    prompts,
    stopped: stopped.promise,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function writeEvent(response: ServerResponse, data: object): void {
  if (!response.destroyed) response.write(`data: ${JSON.stringify(data)}\n\n`);
}
