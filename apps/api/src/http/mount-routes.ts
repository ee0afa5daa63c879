import type { Express, Request, RequestHandler, Response } from 'express';
import type { Route } from '@carrel/contract';
import { CarrelError, isCarrelError } from '@carrel/core';
import type { Caller } from '../authentication/caller.ts';
import type { BoundRoute } from './bind-route.ts';
import { responseSent } from './bind-route.ts';
import type { ReadJsonBody } from './read-json-body.ts';
import { requireAccess } from './require-access.ts';

export interface MountDeps {
  /** Null: nobody. @throws UNAUTHENTICATED for a key or an acting-as header that is not good. */
  readonly authenticate: (request: Request, response: Response) => Promise<Caller | null>;
  readonly readJsonBody: ReadJsonBody;
  /** @throws RATE_LIMITED. */
  readonly limitRate: (route: Route, request: Request, caller: Caller | null) => Promise<void>;
  /** @throws FRESH_SIGN_IN_REQUIRED, SECOND_FACTOR_REQUIRED. */
  readonly meetDemands: (route: Route, caller: Caller) => void;
  /** Calls back once when the caller's session or key ends while the response runs; gives what stops the watching. */
  readonly watchAccess: (caller: Caller, onEnd: () => void) => () => void;
  readonly noteRoute: (request: Request, route: Route, caller: Caller | null) => void;
}

export interface MountOptions {
  readonly jsonBodyBytes: number;
  /** Questions and queries are longer than settings. */
  readonly longJsonBodyBytes: number;
  readonly longBodyRoutes: ReadonlySet<Route>;
  /** Checks each JSON response against the contract; for tests, where a difference is a failure. */
  readonly validatesResponses: boolean;
}

/** Responses that last: a person's rights may end meanwhile. */
const streamFormats: ReadonlySet<Route['format']> = new Set(['sse', 'jsonl']);

const methodNames = { GET: 'get', POST: 'post', PATCH: 'patch', PUT: 'put', DELETE: 'delete' } as const;

/**
 * Mounts the routes. Of each request, in this order: who calls, whether they may, how often, and only then is the body
 * read and checked and the handler run.
 */
export function mountRoutes(
  app: Express,
  bound: readonly BoundRoute[],
  { deps, options }: { readonly deps: MountDeps; readonly options: MountOptions },
): void {
  for (const one of bound) app[methodNames[one.route.method]](one.route.path, serve(one, deps, options));
}

function serve({ route, run }: BoundRoute, deps: MountDeps, options: MountOptions): RequestHandler {
  return async (request, response) => {
    if (request.method === 'HEAD' && route.format !== 'json') throw new CarrelError('NOT_FOUND');
    const abort = abortOnClose(response);
    const { signal } = abort;
    const caller = route.access.kind === 'public' ? null : callerBy(route, await deps.authenticate(request, response));
    deps.noteRoute(request, route, caller);
    requireAccess(route, caller);
    if (caller !== null) deps.meetDemands(route, caller);
    await deps.limitRate(route, request, caller);
    if (caller !== null && streamFormats.has(route.format))
      response.once(
        'close',
        deps.watchAccess(caller, () => abort.abort(new CarrelError('UNAUTHENTICATED'))),
      );
    const maxBytes = options.longBodyRoutes.has(route) ? options.longJsonBodyBytes : options.jsonBodyBytes;
    const body = route.body === undefined ? undefined : await deps.readJsonBody(request, response, maxBytes);
    const result = await run({ caller, query: request.query, body, request, response, signal }).catch((error: unknown) => {
      // Whatever failed because the client went away, or may no longer be here, is no failure of ours.
      throw signal.aborted ? (isCarrelError(signal.reason) ? signal.reason : new CarrelError('CLIENT_CLOSED', { cause: error })) : error;
    });
    if (result === responseSent) return;
    if (options.validatesResponses) route.response.parse(result);
    response.status(route.status).json(result);
  };
}

/** The caller, with the channel of the route where it has one. */
function callerBy({ channel }: Route, caller: Caller | null): Caller | null {
  return caller === null || channel === undefined ? caller : { ...caller, actor: { ...caller.actor, channel } };
}

function abortOnClose(response: Response): AbortController {
  const abort = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) abort.abort(new CarrelError('CLIENT_CLOSED'));
  });
  return abort;
}
