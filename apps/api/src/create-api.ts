import type { Express } from 'express';
import type { Me } from '@carrel/contract';
import { createAccess } from '@carrel/access';
import type { AuditTrail } from '@carrel/audit';
import type { BlobStore, CarrelError, Clock, IdSource, IngestQueue, LanguageModelSource, Logger, RecordStore } from '@carrel/core';
import type { Retrieval } from '@carrel/retrieval';
import type { Metrics } from '@carrel/runtime';
import type { DoctorOptions } from './admin/doctor-handler.ts';
import { createDoctorHandler } from './admin/doctor-handler.ts';
import { createKeyHandlers } from './admin/key-handlers.ts';
import type { ListModels } from './admin/model-handlers.ts';
import { createModelHandlers } from './admin/model-handlers.ts';
import { createUserHandlers } from './admin/user-handlers.ts';
import type { AskingOptions } from './ask/create-asking.ts';
import { createAsking } from './ask/create-asking.ts';
import { createAuditHandlers } from './audit/audit-handlers.ts';
import { createAuthenticate } from './authentication/authenticate.ts';
import { createApiKeyCheck } from './authentication/check-api-key.ts';
import type { Auth } from './authentication/create-auth.ts';
import { createIdentityHandlers } from './authentication/identity-handlers.ts';
import { createCollectionHandlers } from './collections/collection-handlers.ts';
import { createConversationHandlers } from './conversations/conversation-handlers.ts';
import { createApp } from './create-app.ts';
import { createContentHandlers } from './documents/content-handlers.ts';
import { createDocumentHandlers } from './documents/document-handlers.ts';
import { createDocumentEventPoller } from './documents/event-poller.ts';
import type { UploadDocuments, UploadOptions } from './documents/upload-documents.ts';
import { createUploadDocuments } from './documents/upload-documents.ts';
import { createUploadHandler } from './documents/upload-handler.ts';
import type { HealthDeps } from './health/health-handlers.ts';
import { createHealthHandlers } from './health/health-handlers.ts';
import type { BoundRoute } from './http/bind-route.ts';
import { createCrossSiteGuard } from './http/cross-site-guard.ts';
import type { OwnerConnections } from './http/listen.ts';
import type { RateLimiter } from './http/rate-limiter.ts';
import { createRateLimiter } from './http/rate-limiter.ts';
import { createJsonBodyReader } from './http/read-json-body.ts';
import { createRequestLog } from './http/request-log.ts';
import { createStaticSite } from './pages/static-site.ts';
import type { ConfiguredLimits, RateLimits } from './rate-limits.ts';
import { createRateLimits } from './rate-limits.ts';
import { createRightsHandlers } from './rights/create-rights-handlers.ts';
import { createSearchHandler } from './search/search-handler.ts';

/** Everything that the API needs from outside, by port. `compose.ts` makes it from adapters; tests from what they need. */
export interface ApiPorts {
  readonly store: RecordStore;
  readonly blobs: BlobStore;
  readonly queue: IngestQueue;
  readonly retrieval: Retrieval;
  readonly languageModels: LanguageModelSource;
  readonly audit: AuditTrail;
  readonly auth: Auth;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly owners: OwnerConnections;
  readonly health: Pick<HealthDeps, 'probe' | 'listProcesses' | 'readMetrics'>;
  readonly readCapabilities: () => Promise<Me['capabilities']>;
  readonly listModels: ListModels;
}

export interface ApiOptions {
  readonly version: string;
  readonly doctor: DoctorOptions;
  /** Address under which people reach Carrel; known only once it listens. */
  readonly baseUrl: () => string;
  readonly publicOrigin: string | null;
  readonly trustedProxyCount: number;
  readonly jsonBodyBytes: number;
  readonly limits: ConfiguredLimits;
  readonly asking: Pick<AskingOptions, 'confirmTimeoutMs' | 'admission'>;
  readonly upload: UploadOptions;
  /** Folder of the web export. */
  readonly siteRoot: string;
  readonly openApiPath: string;
  readonly ingestPollMs: number;
  readonly validatesResponses: boolean;
}

export interface Api {
  readonly app: Express;
  readonly uploadDocuments: UploadDocuments;
  /** Questions in work and waiting. */
  load(): { readonly running: number; readonly waiting: number };
  /** `/readyz` says no from now on, and streams of progress end; answers go on. */
  beginStop(): void;
  abortAnswers(): void;
  close(): void;
}

/** The API over its ports: every route of the contract, and the page. @throws Error when a route has no handler. */
export function createApi(ports: ApiPorts, options: ApiOptions): Api {
  const { logger, clock, metrics } = ports;
  const rateLimiter = createRateLimiter({ clock });
  const limits = createRateLimits(rateLimiter, options.limits);
  const stopping = new AbortController();
  const requestLog = createRequestLog({
    logger,
    clock,
    onEnd: ({ method, route, status, durationMs }) =>
      metrics.httpRequestDuration.observe({ method, route, status: String(status) }, durationMs / 1000),
  });
  const isOwnerConnection = ports.owners.isOwnerConnection;
  const checkApiKey = createApiKeyCheck({ ...ports, rateLimiter });
  const authenticate = createAuthenticate({ ...ports, checkApiKey, isOwnerConnection });
  const uploadDocuments = createUploadDocuments(ports, options.upload);
  const asking = createAsking(
    { ...ports, access: createAccess({ repositories: ports.store.read, clock }) },
    {
      ...options.asking,
      onEnd: ({ outcome, channel, firstTokenMs }) => {
        metrics.askTotal.inc({ outcome, channel });
        if (firstTokenMs !== null) metrics.askFirstTokenDuration.observe(firstTokenMs / 1000);
      },
    },
  );
  const readMetrics = async () => {
    const { running, waiting } = asking.load();
    metrics.languageModelSlotsBusy.set(running);
    metrics.languageModelQueueDepth.set(waiting);
    return ports.health.readMetrics();
  };
  const health: HealthDeps = { ...ports.health, readMetrics, authenticate, isOwnerConnection, isStopping: () => stopping.signal.aborted };
  const bound = [
    asking.route,
    ...bindRoutes(ports, options, { rateLimiter, limits, uploadDocuments, stopSignal: stopping.signal }),
    ...createHealthHandlers(health, options),
  ];
  const readJsonBody = createJsonBodyReader();
  const app = createApp(
    {
      bound,
      mount: {
        authenticate,
        readJsonBody,
        limitRate: limits.limitRate,
        noteRoute: (request, route, caller) =>
          requestLog.note(request, { route: route.path, ...(caller !== null && { userId: caller.userId, channel: caller.actor.channel }) }),
      },
      auth: { ...ports, authenticate, rateLimiter, readJsonBody },
      requestLog: requestLog.middleware,
      crossSiteGuard: createCrossSiteGuard({
        publicOrigin: options.publicOrigin,
        isLoopbackOnly: options.doctor.isLoopbackOnly,
        isExempt: isOwnerConnection,
      }),
      staticSite: createStaticSite({ root: options.siteRoot }),
    },
    {
      ...options,
      isHttps: options.doctor.isHttps,
      signIns: limits.signIns,
      onError: (error, requestId) => noteError(ports, error, requestId),
    },
  );
  return {
    app,
    uploadDocuments,
    load: asking.load,
    beginStop: () => {
      stopping.abort();
      asking.beginStop();
    },
    abortAnswers: asking.abort,
    close: asking.close,
  };
}

interface Shared {
  readonly rateLimiter: RateLimiter;
  readonly limits: RateLimits;
  readonly uploadDocuments: UploadDocuments;
  readonly stopSignal: AbortSignal;
}

/** Every route but asking and health. */
function bindRoutes(
  ports: ApiPorts,
  options: ApiOptions,
  { rateLimiter, limits, uploadDocuments, stopSignal }: Shared,
): readonly BoundRoute[] {
  const access = createAccess({ repositories: ports.store.read, clock: ports.clock });
  const deps = { ...ports, access };
  const poller = createDocumentEventPoller(ports, { intervalMs: options.ingestPollMs, stopSignal });
  return [
    ...createIdentityHandlers({ ...deps, rateLimiter }),
    ...createCollectionHandlers(deps),
    ...createDocumentHandlers(deps, poller),
    ...createContentHandlers(deps),
    createUploadHandler({ ...deps, uploadDocuments, rateLimiter }, { bytesPerHour: limits.uploadBytes }),
    createSearchHandler(deps),
    ...createConversationHandlers(deps),
    ...createAuditHandlers(deps),
    ...createUserHandlers({ ...deps, baseUrl: options.baseUrl }),
    ...createRightsHandlers(deps),
    ...createKeyHandlers(deps),
    ...createModelHandlers(ports.listModels),
    createDoctorHandler({ ...deps, ...ports.health }, options.doctor),
  ];
}

function noteError({ logger, metrics }: Pick<ApiPorts, 'logger' | 'metrics'>, error: CarrelError, requestId: string): void {
  if (error.code === 'AUDIT_UNAVAILABLE') metrics.auditFailClosed.inc();
  if (error.kind === 'internal' || error.kind === 'unavailable') logger.error('request.failed', error, { requestId, code: error.code });
}
