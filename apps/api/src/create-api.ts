import type { Express } from 'express';
import type { Me, SettingsView } from '@carrel/contract';
import { createAccess } from '@carrel/access';
import type { AuditTrail, Keyring, SequencerHealth, WitnessRelay } from '@carrel/audit';
import type {
  BlobStore,
  CarrelError,
  Clock,
  EmbeddingModelSource,
  IdSource,
  IngestQueue,
  LanguageModelSource,
  Logger,
  Mailer,
  RateLimiter,
  RecordStore,
} from '@carrel/core';
import { indexAlarmFailures } from '@carrel/core';
import type { Retrieval } from '@carrel/retrieval';
import type { Metrics } from '@carrel/runtime';
import type { DoctorOptions } from './admin/doctor-handler.ts';
import { createDoctorHandler } from './admin/doctor-handler.ts';
import { createKeyHandlers } from './admin/key-handlers.ts';
import type { ListModels } from './admin/model-handlers.ts';
import { createModelHandlers } from './admin/model-handlers.ts';
import { createUserHandlers } from './admin/user-handlers.ts';
import type { AskingOptions } from './ask/create-asking.ts';
import type { Ask } from './ask/ask.ts';
import { createAskHandler } from './ask/ask-handler.ts';
import { createAsking } from './ask/create-asking.ts';
import { createAuditHandlers } from './audit/audit-handlers.ts';
import { createAccessWatch } from './authentication/access-watch.ts';
import { createAuthenticate } from './authentication/authenticate.ts';
import { createApiKeyCheck } from './authentication/check-api-key.ts';
import type { Auth } from './authentication/create-auth.ts';
import { createSessionDemands } from './authentication/session-demands.ts';
import { createIdentityHandlers } from './authentication/identity-handlers.ts';
import { createInvitationHandlers } from './authentication/invitation-handlers.ts';
import { createSecondFactorHandlers } from './authentication/second-factor-handlers.ts';
import { createSessionHandlers } from './authentication/session-handlers.ts';
import { createCollectionHandlers } from './collections/collection-handlers.ts';
import { createConversationHandlers } from './conversations/conversation-handlers.ts';
import { createSharedAnswerHandlers } from './conversations/shared-answer-handlers.ts';
import { createApp } from './create-app.ts';
import { createDeskHandlers } from './create-desk-handlers.ts';
import { createContentHandlers } from './documents/content-handlers.ts';
import { createDocumentReader } from './documents/read-document.ts';
import { createDocumentHandlers } from './documents/document-handlers.ts';
import { createWorkHandlers } from './documents/work-handlers.ts';
import { createVersionHandlers } from './documents/version-handlers.ts';
import { createKnownFilesHandler } from './documents/known-files-handler.ts';
import { createUpdateDocumentHandler } from './documents/update-document-handler.ts';
import { createDocumentEventPoller } from './documents/event-poller.ts';
import type { UploadDocuments, UploadOptions } from './documents/upload-documents.ts';
import { createUploadDocuments } from './documents/upload-documents.ts';
import { createUploadHandler } from './documents/upload-handler.ts';
import type { HealthDeps } from './health/health-handlers.ts';
import { createHealthHandlers } from './health/health-handlers.ts';
import type { BoundRoute } from './http/bind-route.ts';
import { createCrossSiteGuard } from './http/cross-site-guard.ts';
import type { OwnerConnections } from './http/listen.ts';
import { createJsonBodyReader } from './http/read-json-body.ts';
import type { MountDeps } from './http/mount-routes.ts';
import type { Mailing } from './mail/mailing.ts';
import type { RequestLog } from './http/request-log.ts';
import { createRequestLog } from './http/request-log.ts';
import { createConnectionHandlers } from './sign-on/connection-handlers.ts';
import type { SignOnClient } from './sign-on/sign-on-client.ts';
import { createCatalogueHandlers } from './models/catalogue-handlers.ts';
import { createInstallationHandlers } from './models/installation-handlers.ts';
import type { ModelCareOptions } from './models/model-care-handlers.ts';
import { createModelCareHandlers } from './models/model-care-handlers.ts';
import type { ModelInstaller } from './models/model-installer.ts';
import type { FitDeps, FitOptions } from './models/fit-models.ts';
import type { McpDeps } from './mcp/mcp-handler.ts';
import { createMcpHandler } from './mcp/mcp-handler.ts';
import { createTools } from './mcp/tools.ts';
import { createOpenAiHandlers } from './openai/create-openai-handlers.ts';
import type { EmbeddingDeps } from './embedding/embedding-handlers.ts';
import { createEmbeddingHandlers } from './embedding/embedding-handlers.ts';
import { createIndexCareHandlers } from './index-care/index-care-handlers.ts';
import { createStaticSite } from './pages/static-site.ts';
import type { ConfiguredLimits, RateLimits } from './rate-limits.ts';
import { createRateLimits } from './rate-limits.ts';
import { createPasskeyHandlers } from './passkeys/passkey-handlers.ts';
import { relyingPartyOf } from './passkeys/relying-party.ts';
import { createRetentionHandlers } from './retention/retention-handlers.ts';
import { createRightsHandlers } from './rights/create-rights-handlers.ts';
import { createSettingsHandlers } from './settings/settings-handlers.ts';
import { createSourceHandlers } from './sources/source-handlers.ts';
import { createSlackBotHandlers } from './slack/bot-handlers.ts';
import { createSlackLinkHandlers } from './slack/link-handlers.ts';
import { createSlackPostingHandlers } from './slack/posting-handlers.ts';
import type { SlackDeps } from './slack/slack-deps.ts';
import { createSlackDoor } from './slack/slack-door.ts';
import { createUsageHandler } from './usage/usage-handler.ts';
import { createSearch } from './search/search.ts';
import { createSearchHandler } from './search/search-handler.ts';

/** Everything that the API needs from outside, by port. `compose.ts` makes it from adapters; tests from what they need. */
export interface ApiPorts {
  readonly store: RecordStore;
  readonly blobs: BlobStore;
  readonly queue: IngestQueue;
  readonly retrieval: Retrieval;
  readonly languageModels: LanguageModelSource;
  readonly embeddingModels: EmbeddingModelSource;
  readonly audit: AuditTrail;
  /** Opens the data keys of the log, for what somebody may be shown of it. */
  readonly keyring: Keyring;
  /** Null when no witnesses are named. */
  readonly witnesses: WitnessRelay | null;
  readonly readSequencer: () => Promise<SequencerHealth | null>;
  readonly auth: Auth;
  readonly rateLimiter: RateLimiter;
  readonly mailing: Mailing;
  /** Null without a mail server. */
  readonly mailer: Mailer | null;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly owners: OwnerConnections;
  readonly health: Pick<HealthDeps, 'probe' | 'listProcesses' | 'readMetrics'>;
  readonly readCapabilities: () => Promise<Me['capabilities']>;
  readonly listModels: ListModels;
  readonly checkAddress: EmbeddingDeps['checkAddress'];
  readonly readCatalogue: FitDeps['readCatalogue'];
  readonly installer: ModelInstaller;
  /** Identity providers for single sign-on. */
  readonly signOnClients: readonly SignOnClient[];
}

export interface ApiOptions {
  readonly version: string;
  readonly doctor: DoctorOptions;
  /** Address under which people reach Carrel; known only once it listens. */
  readonly baseUrl: () => string;
  readonly publicOrigin: string | null;
  readonly trustedProxyCount: number;
  /** Administration only after a second factor, or after single sign-on. */
  readonly isSecondFactorRequired: boolean;
  readonly jsonBodyBytes: number;
  readonly limits: ConfiguredLimits;
  readonly asking: Pick<AskingOptions, 'confirmTimeoutMs' | 'admission'>;
  readonly upload: UploadOptions;
  /** Folder of the web export. */
  readonly siteRoot: string;
  readonly openApiPath: string;
  readonly ingestPollMs: number;
  readonly validatesResponses: boolean;
  readonly models: FitOptions & ModelCareOptions & { readonly isOffline: boolean };
  /** What the Slack bot shows; null: no bot is let in. */
  readonly slackKey: string | null;
  /** The settings of this process, without its secrets. */
  readonly environment: SettingsView['environment'];
  /** Folders of Carrel's own, which cannot be watched. */
  readonly ownFolders: readonly string[];
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
  const { logger, clock, metrics, rateLimiter } = ports;
  const { isOwnerConnection } = ports.owners;
  const readJsonBody = createJsonBodyReader();
  const limits = createRateLimits(rateLimiter, options.limits);
  const stopping = new AbortController();
  const requestLog = createMeasuredLog(ports);
  const doors = { isSlackBot: createSlackDoor(options.slackKey), isOwnerConnection };
  const authenticate = createAuthenticate({ ...ports, checkApiKey: createApiKeyCheck(ports), ...doors });
  const accessWatch = createAccessWatch({ store: ports.store, clock, logger });
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
  const readMetrics = () => readCurrentMetrics(ports, asking.load());
  const health: HealthDeps = { ...ports.health, readMetrics, authenticate, isOwnerConnection, isStopping: () => stopping.signal.aborted };
  const onError = (error: CarrelError, requestId: string) => noteError(ports, error, requestId);
  const bound = [
    ...bindAnswering(ports, options, { ask: asking.ask, limits, onError }),
    ...bindRoutes(ports, options, { limits, uploadDocuments, stopSignal: stopping.signal }),
    ...createHealthHandlers(health, options),
  ];
  const app = createApp(
    {
      bound,
      mount: {
        authenticate,
        isSlackBot: doors.isSlackBot,
        readJsonBody,
        limitRate: limits.limitRate,
        meetDemands: createSessionDemands({ clock }, options),
        watchAccess: accessWatch.watch,
        noteRoute: noteRouteIn(requestLog),
      },
      auth: { ...ports, authenticate, readJsonBody },
      scim: { ...ports, baseUrl: options.baseUrl, authenticate, onError },
      signOn: { ...signOnDeps(ports, options), authenticate, signIns: limits.signIns },
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
      onError,
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
    close: () => {
      accessWatch.close();
      asking.close();
    },
  };
}

async function readCurrentMetrics(
  { metrics, store, health }: ApiPorts,
  { running, waiting }: { readonly running: number; readonly waiting: number },
) {
  metrics.languageModelSlotsBusy.set(running);
  metrics.languageModelQueueDepth.set(waiting);
  metrics.indexAlarms.set((await store.read.indexCare.listAlarms(indexAlarmFailures)).length);
  return health.readMetrics();
}

function noteRouteIn(requestLog: RequestLog): MountDeps['noteRoute'] {
  return (request, route, caller) =>
    requestLog.note(request, { route: route.path, ...(caller !== null && { userId: caller.userId, channel: caller.actor.channel }) });
}

function createMeasuredLog({ logger, clock, metrics }: ApiPorts): RequestLog {
  return createRequestLog({
    logger,
    clock,
    onEnd: ({ method, route, status, durationMs }) =>
      metrics.httpRequestDuration.observe({ method, route, status: String(status) }, durationMs / 1000),
  });
}

function signOnDeps(ports: ApiPorts, { baseUrl, doctor }: ApiOptions) {
  return { ...ports, clients: ports.signOnClients, baseUrl, isHttps: doctor.isHttps };
}

interface Shared {
  readonly limits: RateLimits;
  readonly uploadDocuments: UploadDocuments;
  readonly stopSignal: AbortSignal;
}

/** Asking and searching, and the protocols of others that do the same. */
function bindAnswering(
  ports: ApiPorts,
  options: ApiOptions,
  { ask, limits, onError }: Pick<Shared, 'limits'> & Pick<McpDeps, 'onError'> & { readonly ask: Ask },
): readonly BoundRoute[] {
  const search = createSearch(ports);
  const documents = createDocumentReader({ ...ports, access: createAccess({ repositories: ports.store.read, clock: ports.clock }) });
  const tools = createTools({ ...ports, ask, search, documents, limitUse: limits.limitUse });
  return [
    createAskHandler(ask),
    createSearchHandler(search),
    createMcpHandler({ tools, version: options.version, onError }),
    ...createOpenAiHandlers({ ...ports, ask, baseUrl: options.baseUrl }),
  ];
}

/** Every route but asking, searching and health. */
function bindRoutes(ports: ApiPorts, options: ApiOptions, { limits, uploadDocuments, stopSignal }: Shared): readonly BoundRoute[] {
  const access = createAccess({ repositories: ports.store.read, clock: ports.clock });
  const deps = { ...ports, access };
  const { hasRoom } = ports.health.probe;
  const signOn = signOnDeps(ports, options);
  const poller = createDocumentEventPoller(ports, { intervalMs: options.ingestPollMs, stopSignal });
  return [
    ...createIdentityHandlers(deps),
    ...createConnectionHandlers(signOn),
    ...createPasskeyHandlers({
      ...signOn,
      signIns: limits.signIns,
      relyingParty: () => relyingPartyOf({ publicOrigin: options.publicOrigin, baseUrl: options.baseUrl() }),
    }),
    ...createInvitationHandlers({ ...deps, baseUrl: options.baseUrl }),
    ...createSecondFactorHandlers(deps, { signIns: limits.signIns }),
    ...createSessionHandlers(deps, { signIns: limits.signIns }),
    ...createCollectionHandlers(deps),
    ...createDocumentHandlers(deps, poller),
    ...createWorkHandlers(deps),
    ...createContentHandlers(deps),
    createKnownFilesHandler(deps),
    createUpdateDocumentHandler(deps),
    createUploadHandler({ ...deps, uploadDocuments, hasRoom }, { bytesPerHour: limits.uploadBytes }),
    ...createVersionHandlers({ ...deps, uploadDocuments, hasRoom }, { bytesPerHour: limits.uploadBytes }),
    ...createSourceHandlers(deps, options),
    ...createDeskHandlers(deps),
    ...createConversationHandlers(deps),
    ...createSharedAnswerHandlers(deps),
    ...createAuditHandlers(deps),
    ...createRetentionHandlers(deps),
    ...createUserHandlers({ ...deps, baseUrl: options.baseUrl }),
    ...createRightsHandlers(deps),
    ...slackHandlers(deps, options),
    ...createKeyHandlers(deps),
    ...createSettingsHandlers(deps, options.environment),
    createUsageHandler(deps),
    ...createIndexCareHandlers(deps),
    ...createEmbeddingHandlers(deps),
    ...createModelHandlers(ports.listModels),
    ...createCatalogueHandlers(ports, options.models),
    ...createInstallationHandlers(ports, options.models),
    ...createModelCareHandlers(ports, options.models),
    createDoctorHandler({ ...deps, ...ports.health }, options.doctor),
  ];
}

function slackHandlers(deps: SlackDeps, { baseUrl, slackKey, asking }: ApiOptions): readonly BoundRoute[] {
  const options = { baseUrl, isConfigured: slackKey !== null, confirmTimeoutMs: asking.confirmTimeoutMs };
  return [
    ...createSlackLinkHandlers(deps, options),
    ...createSlackBotHandlers(deps, options),
    ...createSlackPostingHandlers(deps, options),
  ];
}

function noteError({ logger, metrics }: Pick<ApiPorts, 'logger' | 'metrics'>, error: CarrelError, requestId: string): void {
  if (error.code === 'AUDIT_UNAVAILABLE') metrics.auditFailClosed.inc();
  if (error.kind === 'internal' || error.kind === 'unavailable') logger.error('request.failed', error, { requestId, code: error.code });
}
