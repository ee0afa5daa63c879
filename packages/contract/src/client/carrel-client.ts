import type { z } from 'zod';
import type { PathParams, Route } from '../route.ts';
import { routes } from '../routes.ts';
import type { askBodySchema, AskEvent } from '../schemas/ask.ts';
import { askEventSchema } from '../schemas/ask.ts';
import type { IngestEvent } from '../schemas/documents.ts';
import { ingestEventSchema } from '../schemas/documents.ts';
import { ProblemError, problemOf } from './problem-error.ts';
import { serverSentEvents } from './server-sent-events.ts';

/** `fetch` of the browser, of Node, or one that goes to a Unix socket. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface ClientOptions {
  /** Without a trailing slash; empty in the browser (same origin). */
  readonly baseUrl: string;
  readonly fetch: Fetch;
  /** For example `Authorization`; asked anew for each request. */
  readonly headers?: () => Readonly<Record<string, string>>;
}

type Undefined = z.ZodUndefined;
type Input<Path extends string, Query extends z.ZodType, Body extends z.ZodType> = (keyof PathParams<Path> extends never
  ? object
  : { readonly params: PathParams<Path> }) &
  (Query extends Undefined ? object : { readonly query?: z.input<Query> }) &
  (Body extends Undefined ? object : { readonly body: z.input<Body> }) & { readonly signal?: AbortSignal };

interface AnyInput {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Typed access to every route. Failures are `ProblemError`s; what arrives is checked against the route's schema. */
export function createCarrelClient(options: ClientOptions) {
  const send = async (
    route: Route,
    input: AnyInput,
    body?: NonNullable<RequestInit['body']>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> => {
    const response = await options.fetch(options.baseUrl + urlOf(route.path, input), {
      method: route.method,
      headers: { accept: acceptOf(route), ...options.headers?.(), ...headers },
      credentials: 'same-origin',
      ...(body !== undefined && { body }),
      ...(input.signal && { signal: input.signal }),
    });
    if (!response.ok) throw new ProblemError(await problemOf(response));
    return response;
  };
  const sendJson = (route: Route, input: AnyInput) =>
    input.body === undefined ? send(route, input) : send(route, input, JSON.stringify(input.body), { 'content-type': 'application/json' });

  return {
    /** Calls a JSON route: `client.call(routes.getDocument, { params: { id } })`. */
    async call<Path extends string, Query extends z.ZodType, Body extends z.ZodType, Result extends z.ZodType>(
      route: Route<Query, Body, Result, Path>,
      input: Input<Path, Query, Body>,
    ): Promise<z.output<Result>> {
      const response = await sendJson(route, input);
      return route.response.parse(await response.json());
    },
    /** The response as it comes: files, exports, metrics. */
    raw: (route: Route, input: AnyInput): Promise<Response> => sendJson(route, input),
    /** Uploads files as one multipart request. `path` is the place in the collection. */
    async upload(input: {
      readonly collectionId: string;
      readonly files: readonly { readonly path: string; readonly content: Blob }[];
      readonly policy?: string;
      readonly idempotencyKey?: string;
      readonly signal?: AbortSignal;
    }) {
      const { collectionId, files, policy, signal } = input;
      const target = { params: { id: collectionId }, query: { policy }, ...(signal && { signal }) };
      const response = await send(routes.uploadDocuments, target, formOf(files), keyHeader(input.idempotencyKey));
      return routes.uploadDocuments.response.parse(await response.json());
    },
    /** Uploads the next version of a document as one multipart request. */
    async replace(input: {
      readonly documentId: string;
      readonly fileName: string;
      readonly content: Blob;
      readonly idempotencyKey?: string;
      readonly signal?: AbortSignal;
    }) {
      const { documentId, fileName, content, signal } = input;
      const target = { params: { id: documentId }, ...(signal && { signal }) };
      const response = await send(routes.replaceDocument, target, formOf([{ path: fileName, content }]), keyHeader(input.idempotencyKey));
      return routes.replaceDocument.response.parse(await response.json());
    },
    /** Streams an answer. Ends after `done` or `error`; a connection that breaks before throws. */
    async *ask(body: z.input<typeof askBodySchema>, signal?: AbortSignal): AsyncGenerator<AskEvent> {
      const response = await sendJson(routes.ask, { body: { ...body, stream: true }, ...(signal && { signal }) });
      let isEnded = false;
      for await (const event of serverSentEvents(response)) {
        const parsed = askEventSchema.parse({ type: event.name, ...event.data });
        isEnded = parsed.type === 'done' || parsed.type === 'error';
        yield parsed;
      }
      if (!isEnded) throw new TypeError('The connection broke before the answer was complete.');
    },
    async *ingestEvents(signal: AbortSignal): AsyncGenerator<IngestEvent> {
      const response = await sendJson(routes.ingestEvents, { signal });
      for await (const event of serverSentEvents(response)) yield ingestEventSchema.parse({ type: event.name, ...event.data });
    },
  };
}
export type CarrelClient = ReturnType<typeof createCarrelClient>;

function formOf(files: readonly { readonly path: string; readonly content: Blob }[]): FormData {
  const form = new FormData();
  for (const { path, content } of files) {
    form.append('path', path);
    form.append('file', content, path.split('/').at(-1) ?? path);
  }
  return form;
}

function keyHeader(idempotencyKey: string | undefined): Readonly<Record<string, string>> {
  return idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
}

/** The path with its parameters and query. Undefined values are left out; arrays are repeated. */
export function urlOf(path: string, input: { readonly params?: Readonly<Record<string, string>>; readonly query?: unknown }): string {
  const filled = path
    .replace(/:(\w+)/g, (_match, name: string) => encodeURIComponent(input.params?.[name] ?? ''))
    .replace(/\*(\w+)/g, (_match, name: string) => (input.params?.[name] ?? '').split('/').map(encodeURIComponent).join('/'));
  const query = new URLSearchParams();
  const values: Readonly<Record<string, unknown>> = typeof input.query === 'object' && input.query !== null ? { ...input.query } : {};
  for (const [name, value] of Object.entries(values)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined && one !== null) query.append(name, String(one));
  }
  const text = query.toString();
  return text === '' ? filled : `${filled}?${text}`;
}

function acceptOf(route: Route): string {
  return route.format === 'sse' ? 'text/event-stream' : route.format === 'json' ? 'application/json' : '*/*';
}
