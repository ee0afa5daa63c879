import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { z } from 'zod';

/** What came in. */
export interface CannedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

/** One answer: a whole one, or pieces of a stream with pauses. */
export interface CannedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly delayMs?: number;
  readonly pieces: readonly string[];
  readonly pauseMs?: number;
  /** `cut`: the connection breaks after the last piece. `open`: nothing more comes, and it stays open. */
  readonly end?: 'whole' | 'cut' | 'open';
}

export interface CannedModelServer {
  /** `http://127.0.0.1:PORT/v1` */
  readonly url: string;
  readonly requests: readonly CannedRequest[];
  /** Connections that closed before the answer was complete. */
  closedEarly(): number;
  /** The next answers on this path, in order; after them, the usual ones again. */
  answerNext(path: string, ...answers: readonly CannedAnswer[]): void;
  close(): Promise<void>;
}

export interface CannedModelServerOptions {
  readonly ownedBy?: string;
  readonly models?: readonly string[];
  readonly dimensions?: number;
  readonly contextTokens?: number;
}

const inputSchema = z.looseObject({ input: z.array(z.string()) });

/** A JSON answer. */
export function jsonAnswer(status: number, body: object, headers: Readonly<Record<string, string>> = {}): CannedAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, pieces: [JSON.stringify(body)] };
}

/** A stream of server-sent events; strings are sent as they are, objects as the data of an event. */
export function eventAnswer(events: readonly (object | string)[], more: Partial<CannedAnswer> = {}): CannedAnswer {
  const pieces = events.map((event) => (typeof event === 'string' ? event : `data: ${JSON.stringify(event)}\n\n`));
  return { headers: { 'content-type': 'text/event-stream' }, pieces, ...more };
}

/** A chunk of a chat stream, as OpenAI sends it. */
export function chatChunk(content: string | null, finishReason: string | null = null): object {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'canned',
    choices: [{ index: 0, delta: content === null ? {} : { content }, finish_reason: finishReason }],
  };
}

export const doneEvent = 'data: [DONE]\n\n';

/** The answer of the usual chat: "Four weeks." in three pieces. */
export const usualChat: readonly (object | string)[] = [
  chatChunk(''),
  chatChunk('Four'),
  chatChunk(' weeks'),
  chatChunk('.'),
  chatChunk(null, 'stop'),
  { ...chatChunk(null), choices: [], usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 } },
  doneEvent,
];

/**
 * An OpenAI-compatible server that answers from a script, over real HTTP: models, embeddings (a vector that depends on the
 * text alone), chat. No Carrel extension unless `ownedBy` says so.
 */
export async function startCannedModelServer(options: CannedModelServerOptions = {}): Promise<CannedModelServer> {
  const requests: CannedRequest[] = [];
  const scripted = new Map<string, CannedAnswer[]>();
  let closedEarly = 0;

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.once('close', () => {
      if (!response.writableFinished) closedEarly += 1;
    });
    const path = request.url ?? '/';
    const body = await readJson(request);
    requests.push({ method: request.method ?? '', path, headers: request.headers, body });
    const answer = scripted.get(path)?.shift() ?? usualAnswer(path, body, options);
    await send(response, answer);
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    closedEarly: () => closedEarly,
    answerNext: (path, ...answers) => void scripted.set(path, [...(scripted.get(path) ?? []), ...answers]),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function usualAnswer(path: string, body: unknown, options: CannedModelServerOptions): CannedAnswer {
  const { models = ['canned'], ownedBy = 'somebody', dimensions = 8, contextTokens = 2048 } = options;
  switch (path) {
    case '/v1/models':
      return jsonAnswer(200, {
        object: 'list',
        data: models.map((id) => ({ id, object: 'model', created: 1, owned_by: ownedBy, max_model_len: contextTokens })),
      });
    case '/v1/embeddings': {
      const { input } = inputSchema.parse(body);
      const data = input.map((text, index) => ({ object: 'embedding', index, embedding: cannedVector(text, dimensions) }));
      return jsonAnswer(200, { object: 'list', model: models[0], data, usage: { prompt_tokens: 1, total_tokens: 1 } });
    }
    case '/v1/chat/completions':
      return eventAnswer(usualChat);
    default:
      return jsonAnswer(404, { error: { message: 'not found', type: 'invalid_request_error', code: null } });
  }
}

/** Not of length 1: real servers send such, too. */
export function cannedVector(text: string, dimensions: number): number[] {
  const seed = Array.from(text).reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 10_007, 7);
  return Array.from({ length: dimensions }, (_, index) => Math.sin(seed * (index + 1)) * 3 + 0.01);
}

async function send(response: ServerResponse, answer: CannedAnswer): Promise<void> {
  if (answer.delayMs !== undefined) await pause(answer.delayMs);
  response.writeHead(answer.status ?? 200, answer.headers ?? {});
  for (const piece of answer.pieces) {
    response.write(piece);
    await pause(answer.pauseMs ?? 0);
  }
  if (answer.end === 'open') return;
  if (answer.end === 'cut') response.destroy();
  else response.end();
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const pieces: AsyncIterable<Buffer> = request;
  let text = '';
  for await (const piece of pieces) text += piece.toString('utf8');
  return text === '' ? null : JSON.parse(text);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
