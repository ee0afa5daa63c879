import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { SlackTeam, SlackWorld } from './slack-world.ts';
import { createSlackWorld } from './slack-world.ts';
import type { Arguments } from './web-api-methods.ts';
import { webApiMethods } from './web-api-methods.ts';
import type { ServerSocket } from './web-socket-server.ts';
import { acceptWebSocket } from './web-socket-server.ts';

/** How one envelope of Socket Mode, or one call over HTTP, went. */
export interface Delivery {
  /** Milliseconds until it was acknowledged; null: not within ten seconds. */
  readonly acknowledgedMs: number | null;
  /** Of HTTP. */
  readonly status?: number;
  readonly response: unknown;
}

export interface Trouble {
  readonly method: string;
  /** A word such as `token_expired`, or a 429 with what to wait. */
  readonly error?: string;
  readonly retryAfterSeconds?: number;
  /** How often; default once. */
  times?: number;
}

export interface SlackServer {
  readonly world: SlackWorld;
  /** Of the Web API, with a slash at the end. */
  readonly apiUrl: string;
  readonly appToken: string;
  readonly signingSecret: string;
  /** Every call of a method, in order. */
  readonly calls: { readonly method: string; readonly input: Arguments; readonly atMs: number }[];
  addTeam(team: SlackTeam): SlackTeam;
  /** Called before a method is carried out: a test changes the world there. */
  onCall: (method: string, input: Arguments) => void;
  cause(trouble: Trouble): void;
  /** An address for answers to a command, as Slack sends one along. */
  responseUrl(id: string): string;
  /** Waits until the bot's socket is open. */
  connected(): Promise<void>;
  /** Sends over the open socket. */
  deliver(type: 'events_api' | 'slash_commands' | 'interactive', payload: object, envelopeId?: string): Promise<Delivery>;
  /** Cuts every socket; the bot has to come again. */
  cutSockets(): void;
  close(): Promise<void>;
}

const ackTimeoutMs = 10_000;

/** A stand-in for Slack on this machine: Web API, Socket Mode and the addresses for answers, after Slack's public documentation. */
export async function startSlackServer(): Promise<SlackServer> {
  const world = createSlackWorld();
  const methods = webApiMethods(world);
  const appToken = `xapp-${randomUUID()}`;
  const troubles: Trouble[] = [];
  const calls: SlackServer['calls'] = [];
  const sockets = new Set<ServerSocket>();
  const waiting = new Map<string, (response: unknown) => void>();
  let baseUrl = '';
  const teamOf = (request: IncomingMessage) => {
    const token = (request.headers.authorization ?? '').replace(/^Bearer /u, '');
    return [...world.teams.values()].find((team) => team.token === token) ?? null;
  };

  /** Null: nothing is wrong with this call. */
  function troubleOf(method: string): Trouble | null {
    const trouble = troubles.find((one) => one.method === method && (one.times ?? 1) > 0);
    if (trouble === undefined) return null;
    trouble.times = (trouble.times ?? 1) - 1;
    return trouble;
  }
  function resultOf(method: string, input: Arguments, request: IncomingMessage): object {
    if (method === 'apps.connections.open')
      return request.headers.authorization === `Bearer ${appToken}`
        ? { ok: true, url: `${baseUrl.replace('http', 'ws')}/socket` }
        : { ok: false, error: 'invalid_auth' };
    const team = teamOf(request);
    if (team === null) return { ok: false, error: 'invalid_auth' };
    const result = methods[method]?.(input, team) ?? 'unknown_method';
    return typeof result === 'string' ? { ok: false, error: result } : { ok: true, ...result };
  }
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://slack');
    const body = await textOf(request);
    const responseId = /^\/respond\/(.+)$/u.exec(pathname)?.[1];
    if (responseId !== undefined) {
      world.responses.push({ id: responseId, body: JSON.parse(body) as Arguments, atMs: Date.now() });
      response.end('ok');
      return;
    }
    const method = pathname.replace(/^\/api\//u, '');
    const input: Arguments = body.startsWith('{') ? (JSON.parse(body) as Arguments) : Object.fromEntries(new URLSearchParams(body));
    calls.push({ method, input, atMs: Date.now() });
    server_.onCall(method, input);
    const trouble = troubleOf(method);
    if (trouble === null) send(response, resultOf(method, input, request));
    else if (trouble.retryAfterSeconds === undefined) send(response, { ok: false, error: trouble.error ?? 'internal_error' });
    else response.writeHead(429, { 'retry-after': String(trouble.retryAfterSeconds) }).end();
  }

  const http = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.statusCode = 500;
      response.end(String(error));
    });
  });
  http.on('upgrade', (request, stream) => {
    const socket = acceptWebSocket(request, stream);
    sockets.add(socket);
    socket.onClose(() => sockets.delete(socket));
    socket.onText((said) => {
      const message = JSON.parse(said) as { envelope_id?: string; payload?: unknown };
      waiting.get(message.envelope_id ?? '')?.(message.payload);
    });
    socket.send(JSON.stringify({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A1' } }));
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  baseUrl = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;

  const server_: SlackServer = {
    world,
    apiUrl: `${baseUrl}/api/`,
    appToken,
    signingSecret: randomUUID(),
    calls,
    addTeam(team) {
      world.teams.set(team.id, team);
      world.users.set(team.botUserId, { id: team.botUserId, team_id: team.id, name: 'Carrel', is_bot: true });
      return team;
    },
    onCall: () => {},
    cause: (trouble) => void troubles.push(trouble),
    responseUrl: (id) => `${baseUrl}/respond/${id}`,
    async connected() {
      const deadline = Date.now() + 60_000;
      while (![...sockets].some((socket) => socket.isOpen())) {
        if (Date.now() > deadline) throw new Error('The bot did not connect.');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async deliver(type, payload, envelopeId = randomUUID()) {
      const socket = [...sockets].at(-1);
      if (socket === undefined) throw new Error('No socket is open.');
      const startMs = performance.now();
      const acknowledged = new Promise<Delivery>((resolve) => {
        const timer = setTimeout(() => resolve({ acknowledgedMs: null, response: null }), ackTimeoutMs);
        waiting.set(envelopeId, (response) => {
          clearTimeout(timer);
          waiting.delete(envelopeId);
          resolve({ acknowledgedMs: performance.now() - startMs, response });
        });
      });
      socket.send(JSON.stringify({ type, payload, envelope_id: envelopeId, accepts_response_payload: type !== 'events_api' }));
      return acknowledged;
    },
    cutSockets: () => {
      for (const socket of sockets) socket.cut();
    },
    async close() {
      for (const socket of sockets) socket.cut();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return server_;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json', 'x-oauth-scopes': allScopes });
  response.end(JSON.stringify(body));
}

const allScopes =
  'app_mentions:read,assistant:write,channels:read,chat:write,commands,groups:read,im:history,im:read,im:write,mpim:read,users:read';
