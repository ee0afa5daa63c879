import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { PathParams, Route } from '@carrel/contract';
import type { Caller } from '../authentication/caller.ts';
import { parseInput } from './invalid-request-error.ts';

/** Given back by a handler that has sent its response itself: a stream or a file. */
export const responseSent: unique symbol = Symbol('response sent');
export type ResponseSent = typeof responseSent;

/** What every handler is given. `query` and `body` fit the route's schemas; parameters are text, each at least one character. */
export interface HandlerInput<Path extends string, Query, Body> {
  readonly params: PathParams<Path>;
  readonly query: Query;
  readonly body: Body;
  readonly request: Request;
  readonly response: Response;
  /** Aborts when the client goes away before the response is complete. */
  readonly signal: AbortSignal;
}

/** A request before its route is known to the compiler. */
export interface RawInput {
  readonly caller: Caller | null;
  readonly query: unknown;
  readonly body: unknown;
  readonly request: Request;
  readonly response: Response;
  readonly signal: AbortSignal;
}

/** A route with what serves it. */
export interface BoundRoute {
  readonly route: Route;
  readonly isPublic: boolean;
  /** @throws InvalidRequestError when the input does not fit the route. */
  readonly run: (input: RawInput) => Promise<unknown>;
}

type Output<Schema extends z.ZodType> = Schema extends z.ZodUndefined ? undefined : z.output<Schema>;

/** Binds a route that needs a caller. */
export function handle<Path extends string, Query extends z.ZodType, Body extends z.ZodType, Result extends z.ZodType>(
  route: Route<Query, Body, Result, Path>,
  handler: (
    input: HandlerInput<Path, Output<Query>, Output<Body>> & { readonly caller: Caller },
  ) => Promise<z.output<Result> | ResponseSent>,
): BoundRoute {
  return {
    route,
    isPublic: false,
    run: async (raw) => {
      if (raw.caller === null) throw new TypeError(`route ${route.path} was run without a caller`);
      return handler({ ...typedInput(route, raw), caller: raw.caller });
    },
  };
}

/** Binds a route without a caller: one that anybody may call, or one of the Slack bot. */
export function handlePublic<Path extends string, Query extends z.ZodType, Body extends z.ZodType, Result extends z.ZodType>(
  route: Route<Query, Body, Result, Path>,
  handler: (input: HandlerInput<Path, Output<Query>, Output<Body>>) => Promise<z.output<Result> | ResponseSent>,
): BoundRoute {
  return { route, isPublic: true, run: async (raw) => handler(typedInput(route, raw)) };
}

function typedInput<Path extends string, Query extends z.ZodType, Body extends z.ZodType, Result extends z.ZodType>(
  route: Route<Query, Body, Result, Path>,
  raw: RawInput,
): HandlerInput<Path, Output<Query>, Output<Body>> {
  const { request, response, signal } = raw;
  const query: unknown = route.query === undefined ? undefined : parseInput(route.query, raw.query);
  const body: unknown = route.body === undefined ? undefined : parseInput(route.body, raw.body);
  // What stands for `*name` comes in pieces.
  const pieces = Object.entries(request.params).map(([name, value]) => [name, Array.isArray(value) ? value.join('/') : value]);
  const params: unknown = Object.fromEntries(pieces);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each was made by the schema or path of this very route; the compiler cannot follow the condition in `Output`
  return { params: params as PathParams<Path>, query: query as Output<Query>, body: body as Output<Body>, request, response, signal };
}
