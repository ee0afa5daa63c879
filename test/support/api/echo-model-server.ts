import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { z } from 'zod';

export interface EchoModelServer {
  readonly url: string;
  /** The messages of each question that arrived so far, as one text. */
  readonly prompts: readonly string[];
  close(): Promise<void>;
}

export const echoModel = { name: 'echo', dimensions: 32 } as const;

const embeddingsSchema = z.looseObject({ input: z.union([z.string().transform((one) => [one]), z.array(z.string())]) });
const chatSchema = z.looseObject({ messages: z.array(z.object({ role: z.string(), content: z.string() })) });

/**
 * An OpenAI-compatible server over real HTTP, whose answer is everything that it was told: what gets into a prompt comes
 * out of the model. Its vectors count words, so texts with the same words are near each other.
 */
export async function startEchoModelServer(): Promise<EchoModelServer> {
  const prompts: string[] = [];
  const server = createServer((request, response) => {
    answer(request, response, prompts).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    prompts,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, prompts: string[]): Promise<void> {
  const pieces: AsyncIterable<Buffer> = request;
  let received = '';
  for await (const piece of pieces) received += piece.toString('utf8');
  const path = request.url ?? '';
  if (path.endsWith('/models'))
    return sendJson(response, { object: 'list', data: [{ id: echoModel.name, object: 'model', owned_by: 'test', max_model_len: 8192 }] });
  const body: unknown = JSON.parse(received);
  if (path.endsWith('/embeddings')) {
    const data = embeddingsSchema
      .parse(body)
      .input.map((text, index) => ({ object: 'embedding', index, embedding: [...wordVector(text)] }));
    return sendJson(response, { object: 'list', model: echoModel.name, data, usage: { prompt_tokens: 1, total_tokens: 1 } });
  }
  const { messages } = chatSchema.parse(body);
  prompts.push(messages.map(({ content }) => content).join('\n'));
  const told = messages.at(-1)?.content ?? '';
  // The line between two passages is another one each time.
  const lines = told.split('\n').filter((line) => line !== '' && !line.startsWith('--- '));
  response.setHeader('content-type', 'text/event-stream');
  const send = (choice: object) =>
    response.write(
      `data: ${JSON.stringify({ id: '1', object: 'chat.completion.chunk', model: echoModel.name, choices: [{ index: 0, ...choice }] })}\n\n`,
    );
  for (const line of lines) send({ delta: { content: `${line} ` } });
  send({ delta: {}, finish_reason: 'stop' });
  response.end('data: [DONE]\n\n');
}

function sendJson(response: ServerResponse, body: object): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
}

/** Counts of words by a hash of each, of length 1; the first number is never 0. */
export function wordVector(text: string): Float32Array {
  const vector = new Float32Array(echoModel.dimensions);
  vector[0] = 0.1;
  for (const word of text.toLowerCase().match(/[a-z0-9]+/g) ?? []) {
    const place = Array.from(word).reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 10_007, 7) % echoModel.dimensions;
    vector[place] = (vector[place] ?? 0) + 1;
  }
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}
