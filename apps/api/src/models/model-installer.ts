import type { AuditTrail } from '@carrel/audit';
import type { InstallationView } from '@carrel/contract';
import type { Actor, Clock, Logger, RecordStore } from '@carrel/core';
import { CarrelError, errorCatalogue, isCarrelError, isoTime } from '@carrel/core';
import type { CatalogueEntry, DownloadDeps, ModelSource, Provenance, Trial } from '@carrel/models';
import { checkModelFile, copyFrom, describeGguf, digestFiles, fetchModel, shapeOfEntry, writeProvenance } from '@carrel/models';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Order } from './order-model.ts';

export interface InstallerDeps extends DownloadDeps {
  readonly store: RecordStore;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly tryModel: (model: { readonly path: string; readonly role: 'llm' | 'embedding' }, signal: AbortSignal) => Promise<Trial>;
}

export interface InstallerOptions {
  readonly modelsDir: string;
  readonly quarantineDir: string;
  readonly sources: readonly ModelSource[];
  readonly redirectHosts: readonly string[];
}

/** Who accepted the licence. */
export interface Acceptance {
  readonly actor: Actor;
  readonly userId: string;
}

export interface ModelInstaller {
  /** Records the acceptance and starts; how it goes on is in `list`. @throws NAME_TAKEN, CONFLICT. */
  start(order: Order, acceptance: Acceptance): Promise<InstallationView>;
  list(): readonly InstallationView[];
  cancel(name: string): boolean;
  close(): Promise<void>;
}

interface Job {
  view: InstallationView;
  readonly stop: AbortController;
  done: Promise<void>;
}

const spareBytes = 64 * 1024 * 1024;
const mostUnknownBytes = 64 * 1024 ** 3;

/** Brings models in: fetch into quarantine, compare the digest, check the header, try it, and only then install it. */
export function createModelInstaller(deps: InstallerDeps, options: InstallerOptions): ModelInstaller {
  const jobs = new Map<string, Job>();
  return {
    list: () => [...jobs.values()].map((job) => job.view),
    cancel: (name) => {
      const job = jobs.get(name);
      if (job === undefined || isOver(job.view)) return false;
      job.stop.abort(new Error('cancelled'));
      return true;
    },
    close: async () => {
      for (const job of jobs.values()) job.stop.abort(new Error('stopping'));
      await Promise.all([...jobs.values()].map((job) => job.done));
    },
    start: async (order, acceptance) => {
      const running = jobs.get(order.name);
      if (running !== undefined && !isOver(running.view))
        throw new CarrelError('CONFLICT', { message: `"${order.name}" is being installed already` });
      if (await exists(join(options.modelsDir, order.name)))
        throw new CarrelError('NAME_TAKEN', { message: `There is a model "${order.name}" already.` });
      const stop = new AbortController();
      const view: InstallationView = {
        name: order.name,
        kind: order.kind,
        state: 'fetching',
        doneBytes: 0,
        totalBytes: null,
        code: null,
        reason: null,
      };
      const job: Job = { view, stop, done: Promise.resolve() };
      jobs.set(order.name, job);
      try {
        await recordAcceptance(deps, order, acceptance);
      } catch (error) {
        jobs.delete(order.name);
        throw error;
      }
      job.done = run(deps, options, { order, acceptance, job });
      return view;
    },
  };
}

function isOver({ state }: InstallationView): boolean {
  return state === 'installed' || state === 'failed' || state === 'cancelled';
}

async function recordAcceptance({ store, audit }: InstallerDeps, order: Order, { actor }: Acceptance): Promise<void> {
  await store.transaction((transaction) =>
    audit.record(transaction, actor, {
      type: 'model.licence_accepted',
      model: order.name,
      licence: order.licence.name,
      fileSha256: order.sha256,
    }),
  );
}

interface Run {
  readonly order: Order;
  readonly acceptance: Acceptance;
  readonly job: Job;
}

async function run(deps: InstallerDeps, options: InstallerOptions, one: Run): Promise<void> {
  const { job, order } = one;
  const { signal } = job.stop;
  try {
    await install(deps, options, one);
    job.view = { ...job.view, state: 'installed' };
  } catch (error) {
    const code = isCarrelError(error) ? error.code : 'INTERNAL';
    const reason = isCarrelError(error)
      ? `${error.message.replace(/[.]?$/, '.')} ${errorCatalogue[code].text}`
      : errorCatalogue.INTERNAL.text;
    job.view = signal.aborted ? { ...job.view, state: 'cancelled' } : { ...job.view, state: 'failed', code, reason };
    if (!isCarrelError(error) && !signal.aborted) deps.logger.error('model.install-failed', error, { model: order.name });
    else deps.logger.warn('model.install-failed', { model: order.name, code });
  }
}

async function install(deps: InstallerDeps, options: InstallerOptions, { order, acceptance, job }: Run): Promise<void> {
  const { signal } = job.stop;
  const folder = join(options.quarantineDir, order.name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const fetched = await bring(deps, options, { order, folder, job });
  job.view = { ...job.view, state: 'checking' };
  const path = join(folder, order.fileName);
  await rename(fetched.path, path);
  await rm(`${fetched.path}.json`, { force: true });
  try {
    const check = await checkModelFile(path);
    if (check.type === 'invalid') throw new CarrelError(check.code, { message: check.reason });
    const description = describeGguf(check.header);
    job.view = { ...job.view, state: 'trying' };
    const trial = await deps.tryModel({ path, role: description.role === 'llm' ? 'llm' : 'embedding' }, signal);
    const record: Provenance = {
      schemaVersion: 1,
      name: order.name,
      source: fetched.source,
      repository: order.repository,
      file: order.fileName,
      revision: null,
      sha256: order.sha256,
      sha256From: order.sha256From,
      sizeBytes: check.sizeBytes,
      licence: order.licence,
      acceptedBy: acceptance.userId,
      acceptedAt: isoTime(deps.clock),
      architecture: description.architecture,
      quantisation: description.quantization,
      adapters: [],
      chatTemplateSha256: trial.chatTemplateSha256,
      engine: trial.engine,
      installedAt: isoTime(deps.clock),
    };
    await writeProvenance(folder, record);
    await putInPlace(deps, { folder, place: join(options.modelsDir, order.name) }, { record, acceptance });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The folder appears whole or not at all, and with its event or not at all. */
async function putInPlace(
  { store, audit }: InstallerDeps,
  { folder, place }: { readonly folder: string; readonly place: string },
  { record, acceptance }: { readonly record: Provenance; readonly acceptance: Acceptance },
): Promise<void> {
  await mkdir(join(place, '..'), { recursive: true });
  await rename(folder, place);
  try {
    const model = { name: record.name, fileSha256: record.sha256, engine: record.engine, remoteHost: null };
    await store.transaction((transaction) => audit.record(transaction, acceptance.actor, { type: 'model.installed', model }));
  } catch (error) {
    await rename(place, folder);
    throw error;
  }
}

async function bring(
  deps: InstallerDeps,
  options: InstallerOptions,
  { order, folder, job }: { readonly order: Order; readonly folder: string; readonly job: Job },
): Promise<{ readonly path: string; readonly source: string }> {
  if (order.kind === 'pull')
    return fetchModel(deps, {
      file: order.file,
      sources: options.sources,
      quarantine: folder,
      mostBytes: mostBytesOf(order.entry),
      redirectHosts: options.redirectHosts,
      signal: job.stop.signal,
      onProgress: (doneBytes, totalBytes) => {
        job.view = { ...job.view, doneBytes, totalBytes };
      },
    });
  const path = join(folder, `${order.fileName}.part`);
  await copyFrom(order.path, path);
  const sha256 = await digestFiles([path], job.stop.signal);
  if (sha256 === order.sha256) return { path, source: basename(order.path) };
  await rm(path, { force: true });
  throw new CarrelError('MODEL_HASH_WRONG', { message: `${basename(order.path)} has the SHA-256 ${sha256}; ${order.sha256} was expected` });
}

function mostBytesOf(entry: CatalogueEntry): number {
  const weightsBytes = shapeOfEntry(entry)?.weightsBytes;
  return weightsBytes === undefined ? mostUnknownBytes : Math.ceil(weightsBytes * 1.5) + spareBytes;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
