import type { Clock } from '@carrel/core';
import { request as httpRequest } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configFor, createMetrics, loadConfig, prepareFolders, runtimePaths, systemClock } from '@carrel/runtime';
import type { AuditWorker } from '../../../workers/audit/src/compose.ts';
import { startAuditWorker } from '../../../workers/audit/src/compose.ts';
import type { ApiProcessDeps } from '../../../apps/api/src/compose.ts';
import type { RunningApi } from '../../../apps/api/src/start-api.ts';
import { startApi } from '../../../apps/api/src/start-api.ts';
import type { LoggedEvent } from '../fakes/recording-logger.ts';
import { createRecordingLogger } from '../fakes/recording-logger.ts';
import { repositoryRoot } from '../require.ts';
import type { PublisherOptions, PublishText } from './publish-text.ts';
import { createPublisher } from './publish-text.ts';

/** What a request of a test came to. */
export interface TestResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; null when it is none. */
  readonly json: unknown;
}

export interface TestRequest {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookie?: string;
  readonly key?: string;
}

export interface TestApi {
  readonly url: string;
  readonly signInUrl: string;
  readonly dataDir: string;
  readonly api: RunningApi;
  readonly audit: AuditWorker;
  readonly logged: readonly LoggedEvent[];
  /** Publishes a document as the ingest worker would, without parsing: its text is one paragraph a line. */
  readonly publishText: PublishText;
  /** A request over the port, as a browser or program makes it. */
  request(path: string, options?: TestRequest): Promise<TestResponse>;
  /** A request over the Unix socket: from the owner of the data folder. */
  owner(path: string, options?: TestRequest): Promise<TestResponse>;
  close(): Promise<void>;
}

/**
 * The API of one process with a SQLite database, an index, a blob store and an audit sequencer of its own, in a temporary
 * folder, or in the one that the environment names, which then stays.
 */
export async function startTestApi(
  environment: Readonly<Record<string, string>> = {},
  parts: Pick<ApiProcessDeps, 'openIndex'> & PublisherOptions & { readonly clock?: Clock; readonly auditClock?: Clock } = {},
): Promise<TestApi> {
  const dataDir = environment['CARREL_DATA_DIR'] ?? (await mkdtemp(join(tmpdir(), 'carrel-api-')));
  const config = configFor(
    'api',
    loadConfig({ CARREL_DATA_DIR: dataDir, CARREL_SAMPLE: '0', CARREL_STOP_TIMEOUT_MS: '6000', ...environment }),
  );
  const paths = runtimePaths(dataDir);
  const { logger, events } = createRecordingLogger();
  prepareFolders(paths);
  const stop = new AbortController();
  const clock = parts.clock ?? systemClock;
  const audit = await startAuditWorker(
    { clock: parts.auditClock ?? clock, logger },
    {
      ...(config.database.url !== null && { databaseUrl: config.database.url.reveal() }),
      sqlitePath: paths.databaseFile,
      socketPath: paths.sockets.audit,
      logKeyPath: paths.auditLogKeyFile,
      logFolder: paths.auditLogDir,
      node: 'audit-test',
      version: '0.0.0',
      logName: 'carrel.test/audit',
      ...(config.audit.journalDir !== null && { journal: { folder: config.audit.journalDir, mode: config.audit.journalMode } }),
    },
    stop.signal,
  );
  const api = await startApi(
    {
      clock,
      logger,
      metrics: createMetrics({ isCollectingDefaults: false }),
      listProcesses: () => [],
      otherMetrics: () => [],
      ...(parts.openIndex !== undefined && { openIndex: parts.openIndex }),
    },
    { config, paths, root: repositoryRoot, version: '0.0.0', tcp: { host: '127.0.0.1', port: 0 }, validatesResponses: true },
  );
  const url = `http://127.0.0.1:${api.port}`;
  const publisher = createPublisher(api, paths, parts);
  return {
    url,
    signInUrl: api.signInUrl ?? '',
    dataDir,
    api,
    audit,
    logged: events,
    publishText: publisher.publishText,
    request: (path, options = {}) => overPort(url, path, options),
    owner: (path, options = {}) => overSocket(paths.sockets.api, path, options),
    async close() {
      await publisher.close();
      await api.close();
      stop.abort();
      await audit.close();
      if (environment['CARREL_DATA_DIR'] === undefined) await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function headersOf(url: string, { body, headers, cookie, key }: TestRequest): Record<string, string> {
  return {
    ...(body !== undefined && !(body instanceof FormData) && { 'content-type': 'application/json' }),
    // What a browser sends with a request of the page itself.
    ...(cookie !== undefined && { cookie, origin: url, 'sec-fetch-site': 'same-origin' }),
    ...(key !== undefined && { authorization: `Bearer ${key}` }),
    ...headers,
  };
}

async function overPort(url: string, path: string, options: TestRequest): Promise<TestResponse> {
  const body = options.body instanceof FormData ? options.body : options.body === undefined ? null : JSON.stringify(options.body);
  const response = await fetch(url + path, { method: options.method ?? 'GET', headers: headersOf(url, options), body, redirect: 'manual' });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parse(text) };
}

async function overSocket(socketPath: string, path: string, options: TestRequest): Promise<TestResponse> {
  // A multipart body is made by the same code that `fetch` uses.
  const encoded = options.body instanceof FormData ? new Request('http://carrel', { method: 'POST', body: options.body }) : null;
  const body =
    encoded === null
      ? options.body === undefined
        ? null
        : Buffer.from(JSON.stringify(options.body))
      : Buffer.from(await encoded.arrayBuffer());
  const headers = {
    ...headersOf('http://carrel', options),
    ...(encoded !== null && { 'content-type': encoded.headers.get('content-type') ?? '' }),
    ...(body !== null && { 'content-length': String(body.length) }),
  };
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ socketPath, path, method: options.method ?? 'GET', headers }, (incoming) => {
      const pieces: Buffer[] = [];
      incoming.on('data', (piece: Buffer) => pieces.push(piece));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const text = Buffer.concat(pieces).toString('utf8');
        const received = new Headers();
        for (const [name, value] of Object.entries(incoming.headers))
          for (const one of [value].flat()) if (one !== undefined) received.append(name, one);
        resolve({ status: incoming.statusCode ?? 0, headers: received, text, json: parse(text) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
