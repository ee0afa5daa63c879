import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import type { Readiness } from '@carrel/contract';
import type { Clock, LanguageModelSource, EmbeddingModelSource, RecordStore, Repositories } from '@carrel/core';
import { isCarrelError } from '@carrel/core';
import { checkIndexCare } from './check-index-care.ts';
import { checkParserSandbox } from './check-parser-sandbox.ts';

export interface ReadinessDeps {
  readonly store: RecordStore;
  /** @throws INDEX_UNAVAILABLE while the index is missing or being rebuilt. */
  readonly checkIndex: () => Promise<void>;
  readonly languageModels: LanguageModelSource;
  readonly embeddingModels: EmbeddingModelSource;
  readonly clock: Clock;
}

export interface ReadinessOptions {
  /** Folder of the blobs; null: they are not on this machine. */
  readonly blobsDir: string | null;
  /** Names this process for the write probe. */
  readonly processName: string;
}

export type Checks = Readiness['checks'];
type Check = Checks[string];

/** A check that takes longer has failed. */
const checkTimeoutMs = 2_000;
/** Events are numbered within a second; with this age something is wrong. */
const maxPendingAgeMs = 10_000;
/** A checkpoint follows a new event within two seconds; with this age something is wrong. */
const maxUnsignedAgeMs = 30_000;
/** Checks are done at most this often, however often somebody asks. */
const freshMs = 1_000;
const minFreeBytes = 1024 ** 3;
const minFreeShare = 0.05;

/**
 * Models may be absent: Carrel quotes and searches by text then. A log that is not signed for a while is still written, and is
 * signed later. Questions are answered whether or not files can be read, and whether or not the index is tidy. Everything else must be well.
 */
const optionalChecks: ReadonlySet<string> = new Set(['languageModel', 'embeddingModel', 'checkpoints', 'indexCare', 'parserSandbox']);

/** Finds out whether Carrel can do its work now. */
export interface ReadinessProbe {
  check(): Promise<{ readonly isReady: boolean; readonly checks: Checks }>;
  /** Whether the disk has room for more files: the check of it alone, so that nothing waits for another. */
  hasRoom(): Promise<boolean>;
}

export function createReadinessProbe(deps: ReadinessDeps, options: ReadinessOptions): ReadinessProbe {
  const { store, clock } = deps;
  let last: { readonly atMs: number; readonly checks: Promise<Checks> } | null = null;

  const probes: Readonly<Record<string, () => Promise<Check>>> = {
    database: async () => {
      await store.transaction((transaction) =>
        transaction.leases.acquire(`readiness-probe ${options.processName}`, options.processName, clock.nowMs(), 1),
      );
      return good('a write was committed');
    },
    audit: async () => {
      const [oldest] = await store.read.audit.listPending(1);
      const ageMs = oldest === undefined ? 0 : clock.nowMs() - Date.parse(oldest.createdAt);
      return {
        ok: ageMs < maxPendingAgeMs,
        detail: oldest === undefined ? 'every event is numbered' : `the oldest event without a number is ${Math.round(ageMs / 1000)} s old`,
      };
    },
    checkpoints: async () => checkCheckpoints(store.read, clock),
    files: async () => checkDisk(options.blobsDir),
    index: async () => {
      await deps.checkIndex();
      return good('the index answers');
    },
    indexCare: () => checkIndexCare(store.read),
    parserSandbox: () => checkParserSandbox(store.read),
    languageModel: () => checkModel(deps.languageModels),
    embeddingModel: () => checkModel(deps.embeddingModels),
  };

  async function checkAll(): Promise<Checks> {
    const entries = await Promise.all(Object.entries(probes).map(async ([name, probe]) => [name, await guarded(probe)] as const));
    return Object.fromEntries(entries);
  }

  return {
    hasRoom: async () => (await guarded(() => checkDisk(options.blobsDir))).ok,
    async check() {
      const nowMs = clock.monotonicMs();
      if (last === null || nowMs - last.atMs > freshMs) last = { atMs: nowMs, checks: checkAll() };
      const checks = await last.checks;
      return { isReady: Object.entries(checks).every(([name, check]) => check.ok || optionalChecks.has(name)), checks };
    },
  };
}

async function guarded(probe: () => Promise<Check>): Promise<Check> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<Check>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, detail: `no answer within ${checkTimeoutMs} ms` }), checkTimeoutMs);
  });
  try {
    return await Promise.race([probe(), timeout]);
  } catch (error) {
    // The code and nothing else: anybody may ask whether Carrel is ready.
    return { ok: false, detail: isCarrelError(error) ? error.code : 'INTERNAL' };
  } finally {
    clearTimeout(timer);
  }
}

async function checkCheckpoints({ audit, auditTree }: Repositories, clock: Clock): Promise<Check> {
  const tail = await audit.findTail();
  const checkpoint = tail === null ? null : await auditTree.findCheckpoint(tail.shard);
  if (tail === null || checkpoint?.size === tail.seq + 1) return good('every event is covered by a signed checkpoint');
  const since = checkpoint?.createdAt ?? tail.time;
  const ageMs = Math.min(clock.nowMs() - Date.parse(tail.time), clock.nowMs() - Date.parse(since));
  return {
    ok: ageMs < maxUnsignedAgeMs,
    detail: `${tail.seq + 1 - (checkpoint?.size ?? 0)} events wait for a checkpoint, for ${Math.max(0, Math.round(ageMs / 1000))} s`,
  };
}

async function checkDisk(folder: string | null): Promise<Check> {
  if (folder === null) return good('kept elsewhere');
  await access(folder, constants.W_OK);
  const { bavail, blocks, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  const isEnough = freeBytes >= minFreeBytes || bavail / blocks >= minFreeShare;
  return { ok: isEnough, detail: `${(freeBytes / 1024 ** 3).toFixed(1)} GiB free` };
}

async function checkModel(source: { current(): Promise<{ readonly name: string } | null> }): Promise<Check> {
  const model = await source.current();
  return good(model === null ? 'none is configured' : `${model.name} answers`);
}

function good(detail: string): Check {
  return { ok: true, detail };
}
