import { once } from 'node:events';
import { createServer } from 'node:http';
import { z } from 'zod';

export interface EmbeddingServer {
  /** With the name of the model. */
  readonly url: string;
  /** Texts that were embedded so far. */
  readonly inputs: string[];
  /** Changes what it is from now on. */
  become(change: Partial<EmbeddingServerOptions>): void;
  close(): Promise<void>;
}

export interface EmbeddingServerOptions {
  readonly dimensions: number;
  /** Tokens that one input may have. */
  readonly contextTokens: number;
  /** Words that mean the same, each given as the other. */
  readonly synonyms: Readonly<Record<string, string>>;
  /** Answers nothing but an error. */
  readonly isDown: boolean;
}

const requestSchema = z.object({ input: z.union([z.string().transform((one) => [one]), z.array(z.string())]) });

/** An OpenAI-compatible server with one embedding model: a vector says which words a text has, and knows some synonyms. */
export async function startEmbeddingServer(name: string, options: Partial<EmbeddingServerOptions> = {}): Promise<EmbeddingServer> {
  let now: EmbeddingServerOptions = { dimensions: 64, contextTokens: 512, synonyms: {}, isDown: false, ...options };
  const inputs: string[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      if (now.isDown) {
        response.writeHead(503).end('{}');
        return;
      }
      if (request.url?.endsWith('/models') === true) {
        response.end(
          JSON.stringify({ object: 'list', data: [{ id: name, object: 'model', owned_by: 'test', context_length: now.contextTokens }] }),
        );
        return;
      }
      const { input } = requestSchema.parse(JSON.parse(Buffer.concat(pieces).toString('utf8')));
      inputs.push(...input);
      const data = input.map((text, index) => ({ index, embedding: [...vectorOf(text, now)] }));
      response.end(JSON.stringify({ object: 'list', model: name, data }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}/v1#${name}`,
    inputs,
    become: (change) => {
      now = { ...now, ...change };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function vectorOf(text: string, { dimensions, synonyms }: EmbeddingServerOptions): Float32Array {
  const vector = new Float32Array(dimensions);
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? ['none']) {
    let hash = 7;
    for (const letter of synonyms[word] ?? word) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003;
    const place = hash % dimensions;
    vector[place] = (vector[place] ?? 0) + 1;
  }
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
