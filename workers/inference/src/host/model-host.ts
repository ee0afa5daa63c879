import type { Clock, Logger } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import type { FileHashes, MachineMemory, ModelFileCheck, WorkerModel } from '@carrel/models';
import type { EngineReply, EngineRole, LoadedEvent } from '../engine/engine-protocol.ts';
import type { Admission } from './admission.ts';
import type { EngineCall, EngineProcess } from './engine-process.ts';
import type { HostedFile, HostReason, HostState } from './host-state.ts';
import type { LocatedModel } from './locate-model.ts';
import type { BudgetMembership, ThreadBudget } from './thread-budget.ts';
import { createAdmission } from './admission.ts';
import { crashLimit, createCrashRecord } from './crash-record.ts';
import { describeHostedModel } from './describe-hosted-model.ts';
import { startEngineProcess } from './engine-process.ts';
import { loadFailure, locateModel } from './locate-model.ts';
import { requireFit } from './require-fit.ts';
import { requireUnaltered } from './require-unaltered.ts';

export interface ModelHostDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly hashes: FileHashes;
  readonly threads: ThreadBudget;
  /** The check of a file before native code sees it. */
  readonly checkFile: (path: string) => Promise<ModelFileCheck>;
  readonly measureMachine: () => Promise<MachineMemory>;
}

export interface ModelHostOptions {
  readonly role: EngineRole;
  /** Name or path, as set. */
  readonly setting: string;
  readonly folders: readonly string[];
  readonly threads: number;
  readonly slots: number | null;
  readonly maxContextTokens: number;
  readonly gpu: boolean;
  readonly engineEnvironment: Readonly<Record<string, string>>;
}

/** One configured model: finds and checks its file, keeps an engine process running for it, and says how it stands. */
export interface ModelHost {
  readonly role: EngineRole;
  /** Name or path, as set. */
  readonly setting: string;
  describe(): WorkerModel;
  /** `threads`: those that the engine may be using now. */
  activity(): { readonly running: number; readonly waiting: number; readonly threads: number; readonly pid: number | null };
  /**
   * Runs a request in the engine, as soon as there is a place.
   * @throws MODEL_UNAVAILABLE while it loads or after a crash; MODEL_LOAD_FAILED, MODEL_NOT_FOUND; MODEL_OVERLOADED; what the
   * engine says; the signal's reason, when the place is free again.
   */
  call(call: EngineCall, options: { readonly signal: AbortSignal; readonly onReply: (reply: EngineReply) => void }): Promise<void>;
  close(): Promise<void>;
}

const stallTimeoutMs = 120_000;
const maxWaitMs = 15_000;
const waitingPerSlot = 4;
/** Batches of documents under way at once: an ingest worker has a few, and questions never wait behind them. */
const embeddingBatches = 64;

/** Starts loading at once; the host is usable from the first moment and says `loading`. */
export function startModelHost(deps: ModelHostDeps, options: ModelHostOptions): ModelHost {
  const crashes = createCrashRecord(deps);
  let state: HostState = { type: 'loading', reason: null };
  let file: HostedFile | null = null;
  let running: RunningEngine | null = null;
  let restartTimer: NodeJS.Timeout | null = null;
  let isClosed = false;

  const fail = (reason: HostReason) => {
    state = { type: 'failed', reason };
    deps.logger.warn('model.load-failed', { kind: options.role, model: options.setting, code: reason.code, reason: reason.message });
  };
  const onExit = (engine: EngineProcess, how: string) => {
    if (isClosed || state.type !== 'ready' || state.engine !== engine) return;
    const pauseMs = crashes.next();
    deps.logger.warn('model.engine-stopped', { kind: options.role, model: options.setting, reason: how, backoffMs: pauseMs });
    if (pauseMs === null) return fail(givenUp(how));
    state = { type: 'loading', reason: { code: 'MODEL_UNAVAILABLE', message: `The model stopped and is being loaded again: ${how}.` } };
    restartTimer = setTimeout(() => void load(), pauseMs);
  };
  const load = async (): Promise<void> => {
    try {
      const located = await locateModel(deps, options);
      file = located.file;
      await requireUnaltered(deps, located);
      await requireFit(deps, { name: file.name, ...located.check }, options);
      if (isClosed) return;
      running = runEngine(deps, options, located.path);
      const { engine } = running;
      void engine.exited.then((how) => onExit(engine, how));
      state = await readyState(deps, options, { located, engine });
      deps.logger.info('model.loaded', {
        kind: options.role,
        model: file.name,
        sha256: state.sha256,
        contextTokens: state.loaded.contextTokens,
        engine: state.loaded.engine,
      });
    } catch (error) {
      running?.engine.kill();
      if (!isClosed) fail(loadFailure(error));
    }
  };
  void load();

  return {
    role: options.role,
    setting: options.setting,
    describe: () => describeHostedModel({ role: options.role, name: file?.name ?? options.setting, setting: options.setting, file, state }),
    activity: () => ({
      ...(state.type === 'ready' ? state.admission.counts() : { running: 0, waiting: 0 }),
      threads: running?.membership.share() ?? 0,
      pid: running?.engine.pid ?? null,
    }),
    call: (call, callOptions) => callWhenReady(state, call, callOptions),
    close: async () => {
      isClosed = true;
      if (restartTimer !== null) clearTimeout(restartTimer);
      running?.engine.kill();
      await running?.engine.exited;
    },
  };
}

interface RunningEngine {
  readonly engine: EngineProcess;
  readonly membership: BudgetMembership;
}

function runEngine(deps: ModelHostDeps, options: ModelHostOptions, path: string): RunningEngine {
  const membership = deps.threads.join({ setLimit: (threads, seq) => engine.setThreadLimit(threads, seq) });
  const { role, threads, slots, maxContextTokens, gpu } = options;
  const engine = startEngineProcess(
    { threads: membership },
    { load: { role, path, threads, slots, maxContextTokens, gpu }, environment: options.engineEnvironment, stallTimeoutMs },
  );
  void engine.exited.then(() => membership.leave());
  return { engine, membership };
}

async function readyState(
  deps: ModelHostDeps,
  options: ModelHostOptions,
  started: { readonly located: LocatedModel; readonly engine: EngineProcess },
): Promise<Extract<HostState, { type: 'ready' }>> {
  const [loaded, sha256] = await Promise.all([started.engine.loaded, deps.hashes.hash(started.located.partPaths)]);
  return { type: 'ready', engine: started.engine, loaded, sha256, admission: admissionFor(deps, options.role, loaded) };
}

function admissionFor(deps: ModelHostDeps, role: EngineRole, loaded: LoadedEvent): Admission {
  if (role === 'embedding') return createAdmission(deps, { running: embeddingBatches, maxWaiting: 0, maxWaitMs: 0 });
  return createAdmission(deps, { running: loaded.slots, maxWaiting: waitingPerSlot * loaded.slots, maxWaitMs });
}

const callWhenReady = async (state: HostState, ...[call, options]: Parameters<ModelHost['call']>): Promise<void> => {
  if (state.type === 'failed') throw new CarrelError(state.reason.code, { message: state.reason.message });
  if (state.type === 'loading')
    throw new CarrelError('MODEL_UNAVAILABLE', { message: state.reason?.message ?? 'The model is being loaded.', retryAfterMs: 1_000 });
  // Counting tokens and questions to embed are short, and somebody waits for them.
  if (call.type === 'tokenize' || (call.type === 'embed' && call.purpose === 'query')) return state.engine.call(call, options);
  const leave = await state.admission.enter(options.signal);
  try {
    await state.engine.call(call, options);
  } finally {
    leave();
  }
};

function givenUp(how: string): HostReason {
  return {
    code: 'MODEL_LOAD_FAILED',
    message: `The model stopped ${crashLimit} times within ten minutes, the last time because ${how}. Start Carrel again to try once more.`,
  };
}
