import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Clock, LogFields, Logger } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import type { ModelHost } from '../host/model-host.ts';
import type { Exchange, Route, RouteDeps, TryModel } from './exchange.ts';
import { chatRoute } from './chat-route.ts';
import { embeddingsRoute } from './embeddings-route.ts';
import { sendError, toCarrelError } from './error-response.ts';
import { listenOn } from './listen-on.ts';
import { loadRoute, unloadRoute } from './host-routes.ts';
import { healthRoute, modelsRoute } from './status-routes.ts';
import { trialRoute } from './trial-route.ts';
import { tokenizeRoute } from './tokenize-route.ts';

/** Where the server listens: a Unix socket that only this user can open, or a port of this machine. */
export type ListenAddress = { readonly socketPath: string } | { readonly host: string; readonly port: number };

export interface InferenceServer {
  /** Resolves when requests are accepted, with the address in the form that `parseModelAddress` reads. */
  listen(): Promise<string>;
  /** Ends every connection; what runs is cancelled. */
  close(): Promise<void>;
}

export interface InferenceServerDeps extends Pick<RouteDeps, 'loadModel' | 'unloadModel'> {
  /** Looked at anew for each request: models come and go. */
  readonly hosts: readonly ModelHost[];
  readonly tryModel: TryModel;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Embeddings and counts of tokens are many and short: thousands for one folder. Slower than this, one has a line. */
const slowRequestMs = 1_000;

/** In the log alone: what nginx calls a request whose client left. */
const closedEarlyStatus = 499;

const routes: Readonly<Record<string, Route>> = {
  'POST /v1/chat/completions': chatRoute,
  'POST /v1/embeddings': embeddingsRoute,
  'POST /tokenize': tokenizeRoute,
  'POST /v1/trial': trialRoute,
  'POST /v1/models/load': loadRoute,
  'POST /v1/models/unload': unloadRoute,
  'GET /v1/models': modelsRoute,
  'GET /health': healthRoute,
};

/** The OpenAI-compatible protocol over the hosted models. */
export function createInferenceServer(
  deps: InferenceServerDeps,
  options: { readonly address: ListenAddress; readonly threads: number },
): InferenceServer {
  const routeDeps: RouteDeps = {
    hosts: deps.hosts,
    threads: options.threads,
    nowSeconds: () => Math.floor(deps.clock.nowMs() / 1000),
    newId: randomUUID,
    tryModel: deps.tryModel,
    loadModel: deps.loadModel,
    unloadModel: deps.unloadModel,
  };
  const server: Server = createServer((request, response) => void answer(deps, routeDeps, { request, response }));
  // A batch of documents may be under way for minutes; the client has the time limits.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 60_000;
  return {
    listen: () => listenOn(server, options.address),
    close: async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      server.closeAllConnections();
      return promise;
    },
  };
}

async function answer(
  deps: InferenceServerDeps,
  routeDeps: RouteDeps,
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
): Promise<void> {
  const startedMs = deps.clock.monotonicMs();
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const route = routes[`${request.method} ${path}`];
  let fields: LogFields = { route: `${request.method} ${path.slice(0, 80)}` };
  const closed = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) closed.abort(new CarrelError('CLIENT_CLOSED'));
  });
  const exchange: Exchange = {
    request,
    response,
    signal: closed.signal,
    note: (more) => {
      fields = { ...fields, ...more };
    },
  };
  try {
    if (route === undefined) throw new CarrelError('NOT_FOUND', { message: 'this server has no such route' });
    await route(routeDeps, exchange);
  } catch (error) {
    const problem = toCarrelError(error);
    exchange.note({ code: problem.code });
    if (problem.code === 'INTERNAL') deps.logger.error('inference.error', error, fields);
    if (response.headersSent) response.destroy();
    else if (!closed.signal.aborted) sendError(response, problem);
  }
  const status = closed.signal.aborted ? closedEarlyStatus : response.statusCode;
  const durationMs = Math.round(deps.clock.monotonicMs() - startedMs);
  if (request.method === 'GET' || !isWorthALine(route, status, durationMs)) return;
  const outcome = closed.signal.aborted ? 'closed-early' : 'answered';
  deps.logger.info('inference.request-answered', { ...fields, status, outcome, durationMs });
}

/** Answers are few, and each has a line; of the rest those that failed or were slow. */
function isWorthALine(route: Route | undefined, status: number, durationMs: number): boolean {
  return route === chatRoute || status >= 400 || durationMs >= slowRequestMs;
}
