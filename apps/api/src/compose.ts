import { createAuditTrail, createFileKeyring, createSequencerClient, removeGivenUpBlobs } from '@carrel/audit';
import type { Clock, IngestQueue, LanguageModelSource, Logger, RateLimiter } from '@carrel/core';
import type { FileHashes, ModelSources } from '@carrel/models';
import {
  createDownloadDispatcher,
  createFileHashes,
  parseModelSource,
  createModelSources,
  createNetworkPolicy,
  isModelAddress,
  listModels,
  readCatalogue as readModelCatalogue,
  systemNameLookup,
} from '@carrel/models';
import { detectMediaType } from '@carrel/parsing/media-type';
import { createIngestQueue, createRateLimiter } from '@carrel/queue';
import { createRetrieval } from '@carrel/retrieval';
import type { ApiConfig, Metrics, RuntimePaths } from '@carrel/runtime';
import { createRandomIdSource, s3PlaceOf } from '@carrel/runtime';
import { createBlobStore, createLanceIndexReader, createRecordStore, type LanceIndexReader, type SqlRecordStore } from '@carrel/storage';
import { join } from 'node:path';
import type { ListModels } from './admin/model-handlers.ts';
import { modelViews } from './admin/model-views.ts';
import { configuredAnswerModel, createAnswerModels, readAnswerModel } from './models/answer-model.ts';
import { apiOptions } from './api-options.ts';
import { createAuth } from './authentication/create-auth.ts';
import { readAuthSecret } from './authentication/read-auth-secret.ts';
import { readCapabilities } from './authentication/read-capabilities.ts';
import { createApi, type ApiPorts } from './create-api.ts';
import type { ProcessStatus } from './health/health-handlers.ts';
import { createReadinessProbe } from './health/readiness.ts';
import type { ProcessMetrics } from './health/render-metrics.ts';
import type { InstallerDeps, ModelInstaller } from './models/model-installer.ts';
import { createModelInstaller } from './models/model-installer.ts';
import { checkModelAddress } from './embedding/check-model-address.ts';
import { runGoldenScoring } from './embedding/score-golden-questions.ts';
import { createServingIndex } from './embedding/serving-index.ts';
import { createOwnerConnections } from './http/listen.ts';
import { createMemoryRateLimiter } from './http/memory-rate-limiter.ts';
import { openMailing } from './mail/open-mailing.ts';
import { readProviderFile } from './sign-on/read-provider-file.ts';
import { createSignOnClient } from './sign-on/sign-on-client.ts';
import { observedRetrieval, observedTrail } from './observe.ts';
import { createQuestionLoadReport } from './search/question-load.ts';
import { runWitnessRelay } from './audit/run-witness-relay.ts';

export interface ApiProcessDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** The processes beside this one, as the supervisor sees them. */
  readonly listProcesses: () => readonly ProcessStatus[];
  /** Their metrics, as last heard. */
  readonly otherMetrics: () => readonly ProcessMetrics[];
  /** Opens the index in a folder. Tests put one in whose filter is wrong: nothing may rest on the filter. Default LanceDB. */
  readonly openIndex?: (root: string) => LanceIndexReader;
}

export interface ApiProcessOptions {
  readonly config: ApiConfig;
  readonly paths: RuntimePaths;
  /** The root of the repository: web export, OpenAPI document and sample lie there. */
  readonly root: string;
  readonly version: string;
  /** The address under which people reach Carrel; asked when somebody needs it, because the port is known late. */
  readonly baseUrl: () => string;
  readonly isLoopbackOnly: boolean;
  readonly validatesResponses: boolean;
}

/** Name of this process in the log. */
const node = 'api-1';
const sessionIdleMs = 30 * 60_000;
const sessionAbsoluteMs = 12 * 60 * 60_000;
const capabilityWaitMs = 1_000;

/** The only place that names both ports and adapters: opens everything that the API of one process needs. */
export async function composeApi(deps: ApiProcessDeps, options: ApiProcessOptions) {
  const { config, paths } = options;
  const { clock, logger, metrics } = deps;
  const ids = createRandomIdSource(clock);
  const databaseUrl = config.database.url?.reveal();
  const store = await createRecordStore({
    clock,
    logger,
    sqlitePath: paths.databaseFile,
    ...(databaseUrl !== undefined && { url: databaseUrl }),
  });
  const blobs = await createBlobStore({ clock }, { root: paths.blobsDir, s3: s3PlaceOf(config) });
  const queue = await openQueue({ store, clock, logger }, config);
  const rateLimiter = await openRateLimiter({ clock, logger }, config);
  const mail = openMailing({ store, rateLimiter, clock, logger }, options);
  const models = openModels(clock, options);
  const openReader = deps.openIndex ?? ((root: string) => createLanceIndexReader({ root }));
  const serving = createServingIndex({ store, models, openReader, clock }, paths.indexDir);
  const sequencer = createSequencerClient(sequencerAddress(options));
  const keyring = await createFileKeyring({ path: paths.auditKeyFile });
  const audit = observedTrail({ trail: createAuditTrail({ store, keyring, clock, ids, sequencer }, { node }), clock, metrics });
  await finishErasures({ store, blobs, logger });
  const network = createNetworkPolicy(systemNameLookup, { allowRemote: true, offline: config.models.isOffline });
  const witnesses = await runWitnessRelay({ store, audit, clock, logger, checkHost: network.resolve }, config.audit.witnessPolicyFile);
  const auth = await openAuth({ store, ids, clock, logger }, options);
  const retrieval = observedRetrieval({
    retrieval: createRetrieval(
      { index: serving.reader, embeddingModels: serving.embeddings, store, clock, logger },
      { indexId: serving.indexId },
    ),
    metrics,
    load: createQuestionLoadReport({ store, clock, logger }),
  });
  const answering = openAnswering({ store, models, clock }, options);
  const modelPorts = { languageModels: answering.languageModels, embeddingModels: serving.embeddings };
  const probe = createReadinessProbe(
    { store, checkIndex: async () => void (await serving.reader.model()), ...modelPorts, readSequencer: sequencer.health, clock },
    { blobsDir: paths.blobsDir, processName: node, hasJournal: config.audit.journalDir !== null },
  );
  const scoring = runGoldenScoring({ store, audit, serving, embeddingOf: models.embeddingOf, clock, logger }, `${node}-${ids.indexId()}`);
  const health = {
    probe,
    listProcesses: deps.listProcesses,
    readMetrics: async () => [{ process: 'api', metrics: await metrics.registry.getMetricsAsJSON() }, ...deps.otherMetrics()],
  };
  const installer = openInstaller({ store, audit, clock, logger, tryModel: models.tryModel }, options);
  const base = { store, clock, ids, logger, metrics, ...mail };
  const ports = { ...base, blobs, queue, rateLimiter, retrieval, ...modelPorts, audit, auth, owners: createOwnerConnections(), health };
  const api = createApi(
    {
      ...ports,
      ...answering,
      keyring,
      witnesses: witnesses?.relay ?? null,
      readSequencer: sequencer.health,
      readCapabilities: () => readCapabilities(modelPorts, capabilityOptions(config, mail.mailing.isOn)),
      models,
      checkAddress: (setting) => checkModelAddress(setting, config),
      readCatalogue: () => readModelCatalogue({ ownPath: config.models.catalogue, keyPath: config.models.catalogueKey }),
      installer,
      signOnClients: await openSignOn(clock, config),
    },
    apiOptions(options, { isHttps: isHttps(config), detectMediaType }),
  );
  return {
    api,
    ...ports,
    detectMediaType,
    async close(): Promise<void> {
      await witnesses?.stop();
      api.close();
      await installer.close();
      sequencer.close();
      await scoring.stop();
      await Promise.all([models.close(), serving.close(), queue.close(), rateLimiter.close(), mail.mailing.close()]);
      await store.close();
    },
  };
}

export type ComposedApi = Awaited<ReturnType<typeof composeApi>>;

/** Files that an erasure gave up while the process before this one ended. */
async function finishErasures({ store, blobs, logger }: Pick<ApiPorts, 'store' | 'blobs' | 'logger'>): Promise<void> {
  await removeGivenUpBlobs(store, blobs).catch((error: unknown) => logger.error('erasure.files-left', error));
}

function sequencerAddress({ config, paths }: Pick<ApiProcessOptions, 'config' | 'paths'>) {
  const { sequencerUrl } = config.audit;
  return sequencerUrl === null ? { socketPath: paths.sockets.audit } : { url: sequencerUrl };
}

function openQueue({ store, clock, logger }: Pick<ApiPorts, 'store' | 'clock' | 'logger'>, { queue }: ApiConfig): Promise<IngestQueue> {
  const options = { redisUrl: queue.redisUrl?.reveal(), pollMs: queue.pollIntervalMs };
  return createIngestQueue({ versions: store.read.versions, clock, logger }, options);
}

function openRateLimiter({ clock, logger }: Pick<ApiPorts, 'clock' | 'logger'>, { queue }: ApiConfig): Promise<RateLimiter> {
  return createRateLimiter({ logger, inMemory: createMemoryRateLimiter({ clock }) }, { redisUrl: queue.redisUrl?.reveal() });
}

function capabilityOptions({ limits }: ApiConfig, sendsMail: boolean) {
  return { maxUploadBytes: limits.uploadSizeBytes, sendsMail, waitMs: capabilityWaitMs };
}

async function openAuth(
  { store, ids, clock, logger }: Pick<ApiPorts, 'ids' | 'clock' | 'logger'> & { readonly store: SqlRecordStore },
  { config, paths }: ApiProcessOptions,
) {
  return createAuth(
    {
      database: { db: store.kysely, type: store.dialectName },
      ids,
      clock,
      logger,
      isActive: async (id) => (await store.read.identity.findUser(id))?.isActive === true,
    },
    {
      secret: config.secrets.auth?.reveal() ?? (await readAuthSecret(paths.authSecretFile)),
      isHttps: isHttps(config),
      idleMs: sessionIdleMs,
      absoluteMs: sessionAbsoluteMs,
    },
  );
}

function isHttps(config: ApiConfig): boolean {
  return config.server.publicUrl?.startsWith('https://') ?? false;
}

async function openSignOn(clock: Clock, { signIn, models }: ApiConfig) {
  const policy = createNetworkPolicy(systemNameLookup, { allowRemote: true, offline: models.isOffline });
  const providers = await readProviderFile(signIn.oidcFile);
  return providers.map((settings) => createSignOnClient({ checkHost: policy.resolve, clock }, settings));
}

function openModels(clock: Clock, { config, paths }: ApiProcessOptions): ModelSources {
  const { llm, embedding, isBuiltinEmbeddingUsed, isOffline, isRemoteAllowed, apiKey } = config.models;
  return createModelSources(
    { clock },
    {
      llm,
      embedding,
      usesBuiltinEmbedding: isBuiltinEmbeddingUsed,
      workerAddress: `unix:${paths.sockets.inference}`,
      offline: isOffline,
      allowRemote: isRemoteAllowed,
      ...(apiKey !== null && { apiKey: apiKey.reveal() }),
    },
  );
}

function openInstaller(deps: Omit<InstallerDeps, 'dispatcher'>, { config, paths }: ApiProcessOptions): ModelInstaller {
  const { proxy, sources, redirectHosts } = config.models;
  const dispatcher = createDownloadDispatcher(proxy?.reveal() ?? null);
  const installer = createModelInstaller(
    { ...deps, dispatcher },
    {
      modelsDir: paths.modelsDir,
      quarantineDir: join(paths.dataDir, 'quarantine'),
      sources: sources.map(parseModelSource),
      redirectHosts,
    },
  );
  return {
    ...installer,
    close: async () => {
      await installer.close();
      await dispatcher.destroy();
    },
  };
}

/** The language model that answers, and the list of those that could. */
function openAnswering(
  { store, models, clock }: Pick<ApiPorts, 'store' | 'clock'> & { readonly models: ModelSources },
  options: ApiProcessOptions,
): { readonly languageModels: LanguageModelSource; readonly listModels: ListModels; readonly modelHashes: FileHashes } {
  const configured = configuredAnswerModel(options.config);
  const modelHashes = createFileHashes({ cachePath: join(options.paths.dataDir, 'model-hashes.json') });
  const readAnswering = async () => (await readAnswerModel(store.read, configured)).inUse;
  return {
    languageModels: createAnswerModels({ store, models, clock }, configured),
    listModels: modelLister({ models, hashes: modelHashes, readAnswering }, options),
    modelHashes,
  };
}

interface ModelListDeps {
  readonly models: ModelSources;
  readonly hashes: FileHashes;
  readonly readAnswering: () => Promise<string | null>;
}

function modelLister({ models, hashes, readAnswering }: ModelListDeps, { config, paths }: ApiProcessOptions): ListModels {
  const folders = [...config.models.dirs, paths.modelsDir];
  return async () => {
    const [local, loaded, answering] = await Promise.all([
      listModels({ hashes }, { folders }),
      models.workerModels().catch(() => []),
      readAnswering(),
    ]);
    const remote = [];
    if (isRemote(answering)) remote.push({ name: answering, role: 'answer' as const, host: new URL(answering).host });
    if (isRemote(config.models.embedding))
      remote.push({ name: config.models.embedding, role: 'embed' as const, host: new URL(config.models.embedding).host });
    return modelViews({ local, loaded, remote });
  };
}

function isRemote(setting: string | null): setting is string {
  return setting !== null && isModelAddress(setting) && !setting.startsWith('unix:');
}
