import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { CarrelError, createLazy } from '@carrel/core';
import { createParser } from 'eventsource-parser';
import type { ModelAddress } from '../network/model-address.ts';
import type { NetworkPolicy } from '../network/network-policy.ts';
import type { RequestTimers, TimeLimits } from './request-timers.ts';
import { createAgent } from './create-agent.ts';
import { startRequestTimers } from './request-timers.ts';
import { errorOfConnection, errorOfStatus } from './server-error.ts';

export interface ExchangeOptions {
  readonly signal?: AbortSignal | undefined;
  readonly limits: TimeLimits;
}

/**
 * HTTP with one model server. Redirects are not followed. A server outside is connected to only at an address that was
 * checked for this very connection, so a name that changes its address in between gains nothing.
 *
 * All methods throw the caller's reason when its signal aborts, else MODEL_UNAVAILABLE, MODEL_OVERLOADED, TIMEOUT,
 * MODEL_RESPONSE_INVALID, MODEL_URL_REFUSED, INPUT_TOO_LONG, MODEL_NOT_FOUND or MODEL_LOAD_FAILED.
 */
export interface ModelConnection {
  getJson(path: string, options: ExchangeOptions): Promise<unknown>;
  postJson(path: string, body: object, options: ExchangeOptions): Promise<unknown>;
  /** The `data` of each server-sent event. Leaving the loop closes the connection. */
  postForEvents(path: string, body: object, options: ExchangeOptions): AsyncIterable<string>;
  /** The host when it is outside, else null. @throws MODEL_URL_REFUSED, MODEL_UNAVAILABLE. */
  remoteHost(): Promise<string | null>;
  close(): Promise<void>;
}

export interface ModelConnectionOptions {
  readonly address: ModelAddress;
  readonly apiKey?: string | undefined;
}

const maxResponseBytes = 64 * 1024 * 1024;
const maxErrorChars = 64 * 1024;
const maxEventChars = 1024 * 1024;

export function createModelConnection(deps: { readonly network: NetworkPolicy }, options: ModelConnectionOptions): ModelConnection {
  const { address } = options;
  const baseUrl = address.kind === 'unix' ? new URL('http://localhost/v1') : address.baseUrl;
  const agent = createLazy(() => createAgent(deps, { address, maxResponseBytes }));

  const send = async (
    request: { readonly path: string; readonly body?: object },
    timers: RequestTimers,
  ): Promise<Dispatcher.ResponseData> => {
    const dispatcher = await agent.get();
    if (address.kind === 'http') await deps.network.resolve(hostOf(address.baseUrl));
    return dispatcher.request({
      origin: baseUrl.origin,
      path: pathOf(baseUrl, request.path),
      method: request.body === undefined ? 'GET' : 'POST',
      headers: headersOf(options.apiKey, request.body !== undefined),
      body: request.body === undefined ? null : JSON.stringify(request.body),
      signal: timers.signal,
      // The timers above are exact; undici's own would only get in their way.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  };

  const exchange = async (
    request: { readonly path: string; readonly body?: object },
    { signal, limits }: ExchangeOptions,
  ): Promise<unknown> => {
    const timers = startRequestTimers(signal, { ...limits, idleTimeoutMs: limits.totalTimeoutMs });
    try {
      const response = await send(request, timers);
      timers.touch();
      const text = await response.body.text();
      if (response.statusCode !== 200) throw errorOfStatus(response.statusCode, response.headers, text.slice(0, maxErrorChars));
      return parseJson(text);
    } catch (error) {
      throw reasonOf(error, timers);
    } finally {
      timers.stop();
    }
  };

  return {
    getJson: (path, exchangeOptions) => exchange({ path }, exchangeOptions),
    postJson: (path, body, exchangeOptions) => exchange({ path, body }, exchangeOptions),
    postForEvents: async function* (path, body, { signal, limits }) {
      const timers = startRequestTimers(signal, limits);
      try {
        const response = await send({ path, body }, timers);
        await expectEventStream(response.statusCode, response.headers, response.body);
        yield* eventsOf(response.body, timers);
      } catch (error) {
        throw reasonOf(error, timers);
      } finally {
        timers.stop();
      }
    },
    remoteHost: async () => {
      if (address.kind === 'unix') return null;
      const host = hostOf(address.baseUrl);
      return (await deps.network.resolve(host)).isRemote ? host : null;
    },
    close: async () => {
      await (await agent.peek())?.destroy();
    },
  };
}

export function hostOf(url: URL): string {
  return url.hostname.replaceAll(/[[\]]/g, '');
}

/** `/v1/…` is relative to the base URL, which ends in `/v1` or in what stands for it; anything else to the root of the server. */
function pathOf(baseUrl: URL, path: string): string {
  return path.startsWith('/v1/') ? `${baseUrl.pathname.replace(/\/$/, '')}${path.slice('/v1'.length)}` : path;
}

function headersOf(apiKey: string | undefined, hasBody: boolean): Record<string, string> {
  return {
    accept: 'application/json, text/event-stream',
    ...(hasBody ? { 'content-type': 'application/json' } : {}),
    ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No cause: the message of a JSON error quotes the text.
    throw new CarrelError('MODEL_RESPONSE_INVALID', {
      message: `expected JSON from the model server, got ${text.length} characters that are not`,
    });
  }
}

async function expectEventStream(statusCode: number, headers: IncomingHttpHeaders, body: { text(): Promise<string> }): Promise<void> {
  if (statusCode !== 200) throw errorOfStatus(statusCode, headers, (await body.text()).slice(0, maxErrorChars));
  const type = String(headers['content-type'] ?? '');
  if (!type.startsWith('text/event-stream'))
    throw new CarrelError('MODEL_RESPONSE_INVALID', {
      message: `expected text/event-stream from the model server, got "${type.slice(0, 80)}"`,
    });
}

async function* eventsOf(body: AsyncIterable<Uint8Array>, timers: RequestTimers): AsyncGenerator<string> {
  const ready: string[] = [];
  const parser = createParser({
    maxBufferSize: maxEventChars,
    onEvent: (event) => ready.push(event.data),
    onError: (cause) => {
      throw new CarrelError('MODEL_RESPONSE_INVALID', {
        message: `the model server sent a line that is no server-sent event (${cause.type})`,
      });
    },
  });
  const decoder = new TextDecoder();
  for await (const piece of body) {
    timers.touch();
    parser.feed(decoder.decode(piece, { stream: true }));
    for (let data = ready.shift(); data !== undefined; data = ready.shift()) yield data;
  }
}

/** The caller's own reason, or that of a timer, rather than the error of a connection that was closed because of it. */
function reasonOf(error: unknown, timers: RequestTimers): unknown {
  if (timers.signal.aborted) return timers.signal.reason;
  return errorOfConnection(error);
}
