import { availableParallelism } from 'node:os';
import { randomUUID } from 'node:crypto';
import type { Clock, Logger, Source } from '@carrel/core';
import { createAuditTrail, createFileKeyring, createSequencerClient } from '@carrel/audit';
import type { SyncDependencies } from '@carrel/ingestion';
import { createModelSources } from '@carrel/models';
import { createParserPool, detectMediaType, type ParserLimit } from '@carrel/parsing';

import { createIngestQueue } from '@carrel/queue';
import { createRandomIdSource, s3PlaceOf, type IngestConfig, type RuntimePaths } from '@carrel/runtime';
import { createBlobStore, createFolderSource, createRecordStore } from '@carrel/storage';
import { createAuditIngestRecord } from './audit-ingest-record.ts';
import { checkOcrLanguages } from './check-ocr-languages.ts';
import { createFlow } from './flow/create-flow.ts';
import { createIndexKeeper } from './index-keeper.ts';
import { serveIndex } from './index-service.ts';
import { diskRoom } from './index-care/disk-room.ts';
import { runIndexMaintenance } from './index-care/index-maintenance.ts';
import type { RunDependencies } from './index-care/recorded-run.ts';
import { createFanOutAppender } from './index-set/fan-out-appender.ts';
import { createIndexSet } from './index-set/index-set.ts';
import { runEmbeddingChanges } from './index-set/run-embedding-changes.ts';
import { createLeaseWatch } from './lease-watch.ts';
import { reportSandbox } from './report-sandbox.ts';
import { createRowHandover } from './row-handover.ts';
import { runSources } from './sources/run-sources.ts';
import { runWorkLoop } from './work-loop.ts';
import { createWriterLease } from './writer-lease.ts';

export async function startIngestWorker(
  deps: {
    readonly clock: Clock;
    readonly logger: Logger;
    readonly onLeaseLost: () => void;
    readonly onLimit: (limit: ParserLimit) => void;
    /** Told of every run over the index that has ended. */
    readonly onRun?: RunDependencies['onRun'];
  },
  config: IngestConfig,
  paths: RuntimePaths,
) {
  checkOcrLanguages(config.ingest.ocrLanguages);
  const { clock, logger } = deps;
  const owner = `ingest-${randomUUID()}`;
  const stop = new AbortController();
  const cores = availableParallelism();
  const maxParsers = Math.max(2, cores);

  const store = await createRecordStore({
    clock,
    logger,
    sqlitePath: paths.databaseFile,
    ...(config.database.url && { url: config.database.url.reveal() }),
  });
  const blobs = await createBlobStore({ clock }, { root: paths.blobsDir, s3: s3PlaceOf(config) });
  const set = createIndexSet({ clock, root: paths.indexDir });
  const appender = createFanOutAppender({ targets: set.targets, store, logger }, stop.signal);
  const isIsolationRequired = config.ingest.profile === 'regulated';
  const parser = openParser(deps, config, { maxChildren: maxParsers, isIsolationRequired });
  const models = openModels(clock, config, paths);
  const sequencer = createSequencerClient(
    config.audit.sequencerUrl === null ? { socketPath: paths.sockets.audit } : { url: config.audit.sequencerUrl },
  );
  const keyring = await createFileKeyring({ path: paths.auditKeyFile });
  const ids = createRandomIdSource(clock);
  const trail = createAuditTrail({ store, keyring, clock, ids, sequencer }, { node: 'ingest-1' });
  const queue = await createIngestQueue(
    { versions: store.read.versions, clock, logger },
    { redisUrl: config.queue.redisUrl?.reveal(), pollMs: config.queue.pollIntervalMs },
  );

  await reportSandbox(store, clock, { isolation: await parser.isolation(), isRequired: isIsolationRequired });
  const lease = createWriterLease({ store, clock, logger }, { owner, onLost: deps.onLeaseLost });
  const runs = { store, blobs, clock, logger, onRun: deps.onRun };
  const keeper = createIndexKeeper({ ...runs, lease, set, models, audit: trail, ids });
  const ingest = { store, blobs, parser, record: createAuditIngestRecord(trail), clock };
  const leases = createLeaseWatch({ store, logger }, { owner });
  const handoverPollMs = Math.ceil(config.queue.pollIntervalMs / 2);
  const handover = createRowHandover({ store, appender, index: keeper, lease, logger }, { pollMs: handoverPollMs });
  const serving = serveIndex({ store, blobs, keeper, lease, appender, clock, logger }, { pollMs: handoverPollMs, signal: stop.signal });
  const { concurrency: versions } = config.ingest;
  const flow = createFlow({ store, clock, logger }, { cores, parsers: maxParsers, versions, signal: stop.signal });
  const services = { store, clock, logger, random: Math.random };
  const working = runWorkLoop(
    { ...services, ingest, appender, handover, leases, queue, flow, readiness: keeper.readiness },
    { owner, signal: stop.signal },
  );
  const sync = { store, blobs, audit: trail, clock, ids, detectMediaType, announce: queue.announce };
  const following = followSources({ sync, logger }, config, { owner, signal: stop.signal });
  const maintaining = runIndexMaintenance({ ...runs, targets: set.targets, diskRoom: () => diskRoom(paths.indexDir) }, stop.signal);
  const changing = runEmbeddingChanges(
    { ...runs, set, fanOut: appender, models, audit: trail, root: paths.indexDir, isOpen: keeper.isOpen },
    stop.signal,
  );

  return {
    /** Stops taking work, releases what is in hand, and gives the index to whoever comes next. */
    async close(): Promise<void> {
      stop.abort();
      await Promise.allSettled([working, serving, following, maintaining, changing, flow.ended]);
      leases.close();
      await Promise.allSettled([queue.close(), parser.close(), models.close(), lease.release()]);
      await set.closeAll();
      sequencer.close();
      await store.close();
    },
  };
}

function openParser(
  deps: { readonly logger: Logger; readonly onLimit: (limit: ParserLimit) => void },
  { ingest }: IngestConfig,
  options: { readonly maxChildren: number; readonly isIsolationRequired: boolean },
) {
  const limits = { timeoutMs: ingest.parseTimeoutMs, cpuMs: ingest.parseCpuMs, memoryBytes: ingest.parseMemoryBytes };
  return createParserPool({ logger: deps.logger, onLimit: deps.onLimit }, { ...options, ocrLanguages: ingest.ocrLanguages, limits });
}

function openModels(clock: Clock, { models }: IngestConfig, paths: RuntimePaths) {
  return createModelSources(
    { clock },
    {
      embedding: models.embedding,
      usesBuiltinEmbedding: models.isBuiltinEmbeddingUsed,
      llm: null,
      workerAddress: `unix:${paths.sockets.inference}`,
      offline: models.isOffline,
      allowRemote: models.isRemoteAllowed,
      ...(models.apiKey && { apiKey: models.apiKey.reveal() }),
    },
  );
}

function followSources(
  { sync, logger }: { readonly sync: Omit<SyncDependencies, 'maxSizeBytes' | 'maxBacklogBytes'>; readonly logger: Logger },
  { ingest, limits }: IngestConfig,
  run: { readonly owner: string; readonly signal: AbortSignal },
): Promise<void> {
  const openReader = ({ location, ignore }: Source) =>
    createFolderSource({ clock: sync.clock }, { root: location, ignore, settleMs: ingest.sourceSettleMs });
  return runSources(
    { sync: { ...sync, maxSizeBytes: limits.uploadSizeBytes, maxBacklogBytes: ingest.backlogBytes }, openReader, logger },
    { ...run, intervalMs: ingest.sourceIntervalMs },
  );
}
