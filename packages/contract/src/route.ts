import type { ApiKeyScope, Channel, Role } from '@carrel/core';
import type { z } from 'zod';

/** Who may call. A route has exactly one rule; the API refuses to start when a route has none. */
export type AccessRule =
  | { readonly kind: 'public' }
  /** The Slack bot alone, by the secret that it shares with the API. */
  | { readonly kind: 'slack-bot' }
  /** Any signed-in person; an API key needs the scope. With `roles`: a person who has one of them. */
  | { readonly kind: 'signed-in'; readonly scope: ApiKeyScope | null; readonly roles?: readonly Role[] };

/** What a route sends: JSON by its schema, or a stream or file that the client has a method of its own for. */
export type RouteFormat = 'json' | 'sse' | 'binary' | 'jsonl' | 'text';

export interface Route<
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Response extends z.ZodType = z.ZodType,
  Path extends string = string,
> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** With `:name` for parameters, and `*name` at the end for all that follows. */
  readonly path: Path;
  readonly summary: string;
  readonly tag: string;
  readonly access: AccessRule;
  /** A session must be fresh: its person proved within the last minutes to be themselves. */
  readonly isSensitive?: boolean;
  /** What the record says that it came by. Undefined: by what the caller proved who they are with. */
  readonly channel?: Channel;
  readonly format: RouteFormat;
  readonly status: number;
  readonly query?: Query;
  readonly body?: Body;
  /** The body is `multipart/form-data` and streamed; `body` is undefined. */
  readonly isUpload?: boolean;
  readonly response: Response;
}

type Names<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | Names<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : Path extends `${string}/*${infer Name}`
      ? Name
      : never;
/** `{ id: string }` for `/documents/:id`; slashes of a `*name` are part of it. */
export type PathParams<Path extends string> = { readonly [Name in Names<Path>]: string };

export function defineRoute<
  const Path extends string,
  Response extends z.ZodType,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
>(
  route: Omit<Route<Query, Body, Response, Path>, 'format' | 'status'> & { readonly format?: RouteFormat; readonly status?: number },
): Route<Query, Body, Response, Path> {
  return { format: 'json', status: 200, ...route };
}
