import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { User } from '@carrel/core';
import { systemActor } from '@carrel/core';
import { peekBytes } from './api-options.ts';
import { createSignInToken, signInUrl } from './authentication/sign-in-links.ts';
import type { ApiProcessDeps, ApiProcessOptions, ComposedApi } from './compose.ts';
import { composeApi } from './compose.ts';
import type { Listener } from './http/listen.ts';
import { listen } from './http/listen.ts';
import { ensureCollection, initialise } from './initialise.ts';
import { loadSample } from './sample/load-sample.ts';

export interface StartOptions extends Omit<ApiProcessOptions, 'baseUrl' | 'isLoopbackOnly'> {
  /** Null: on the Unix socket alone. Port 0: any free one. */
  readonly tcp: { readonly host: string; readonly port: number } | null;
}

export interface RunningApi {
  readonly composed: ComposedApi;
  /** Null when it listens on the Unix socket alone. */
  readonly port: number | null;
  /** Under which people reach it; null without a port. */
  readonly url: string | null;
  /** One-time link of the owner of the data folder; null without a port. */
  readonly signInUrl: string | null;
  /** Resolves when the sample knowledge base is loaded, or need not be. */
  readonly sampleLoaded: Promise<void>;
  close(): Promise<void>;
}

const maxAnswerGraceMs = 30_000;
/** Of the time to stop, what is left for closing when no answer runs any more. */
const closingMs = 5_000;
const loopbackHosts = new Set(['127.0.0.1', '::1', 'localhost']);

/** Opens everything, makes what a new data folder needs, and listens. */
export async function startApi(deps: ApiProcessDeps, options: StartOptions): Promise<RunningApi> {
  const { config, paths, tcp } = options;
  let address = 'http://localhost';
  const baseUrl = () => config.server.publicUrl ?? address;
  const composed = await composeApi(deps, { ...options, baseUrl, isLoopbackOnly: tcp === null || loopbackHosts.has(tcp.host) });
  try {
    const owner = await initialise(composed, systemActor('api', randomUUID()), config.generation);
    const listener = await listen(composed.api.app, composed.owners, { socketPath: paths.sockets.api, tcp });
    const { port } = listener;
    if (tcp !== null && port !== null) address = `http://${hostName(tcp.host)}:${port}`;
    const token =
      port === null ? null : await composed.store.transaction((transaction) => createSignInToken(transaction, deps.clock, owner.id));
    const sampleLoaded = config.data.isSampleLoaded ? load(composed, options, owner) : Promise.resolve();
    return {
      composed,
      port,
      url: port === null ? null : baseUrl(),
      signInUrl: token === null ? null : signInUrl(baseUrl(), token),
      sampleLoaded,
      close: () => close(composed, { listener, sampleLoaded, stopTimeoutMs: config.server.stopTimeoutMs }),
    };
  } catch (error) {
    await composed.close();
    throw error;
  }
}

/** A name that a browser can open, for the addresses that mean "every one of this machine". */
function hostName(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

async function load(composed: ComposedApi, { config, root }: StartOptions, owner: User): Promise<void> {
  const principal = { kind: 'user', userId: owner.id } as const;
  const actor = { ...systemActor('api', randomUUID()), onBehalfOf: principal, audience: [principal] };
  const collectionOf = (name: string) =>
    composed.store.transaction((transaction) => ensureCollection(transaction, composed, { actor, name }));
  try {
    await loadSample(
      { ...composed, uploadDocuments: composed.api.uploadDocuments, ensureCollection: collectionOf },
      { actor, userId: owner.id, isRateLimited: false },
      {
        root: join(root, 'sample-knowledge-base'),
        detectMediaType: composed.detectMediaType,
        maxFiles: Number.MAX_SAFE_INTEGER,
        maxSizeBytes: config.limits.uploadSizeBytes,
        peekBytes,
      },
    );
  } catch (error) {
    // The next start tries again; Carrel works without it.
    composed.logger.error('sample.failed', error);
  }
}

/** Answers that run may end; after the grace they are broken off, and each is closed on record. */
async function close(
  composed: ComposedApi,
  running: { readonly listener: Listener; readonly sampleLoaded: Promise<void>; readonly stopTimeoutMs: number },
): Promise<void> {
  const { api } = composed;
  api.beginStop();
  const graceMs = Math.min(maxAnswerGraceMs, Math.max(0, running.stopTimeoutMs - closingMs));
  const abortTimer = setTimeout(api.abortAnswers, graceMs);
  const destroyTimer = setTimeout(running.listener.destroy, graceMs + closingMs / 2);
  await Promise.all([running.listener.close(), running.sampleLoaded]);
  clearTimeout(abortTimer);
  clearTimeout(destroyTimer);
  await composed.close();
}
