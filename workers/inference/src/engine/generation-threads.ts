import type { ThreadGate } from './thread-gate.ts';
import { createThreadTuner } from './thread-tuner.ts';

export type StepKind = 'prompt' | 'token';

/** Runs the steps of the language model, each with as many threads as are good for it and free. */
export interface GenerationThreads {
  /** @param tokens how many tokens the step computes. */
  run<Result>(kind: StepKind, tokens: number, step: () => Promise<Result>): Promise<Result>;
}

export interface GenerationThreadsDeps {
  readonly gate: ThreadGate;
  /** Tells llama.cpp how many threads the next step may use. */
  readonly setThreads: (threads: number) => void;
  readonly nowMs: () => number;
  /** Processor time that this process has had. */
  readonly processorMs: () => number;
  /** Processors that nobody else uses at this instant. */
  readonly freeProcessors: () => number;
}

export interface GenerationThreadsOptions {
  readonly threads: number;
  /** Answers written at the same time: their steps are computed together, so they share one right to compute. */
  readonly slots: number;
}

/** The steps that are computed together: of one kind, at most one for each slot. */
interface Round {
  readonly kind: StepKind;
  /** Resolves when the threads are there. */
  readonly started: Promise<Start>;
  /** Resolves when the last step is over. */
  readonly over: PromiseWithResolvers<void>;
  joined: number;
  running: number;
  tokens: number;
  hasFailed: boolean;
}
interface Start {
  readonly taken: number;
  readonly used: number;
  readonly atMs: number;
  readonly processorMs: number;
}

export function createGenerationThreads(deps: GenerationThreadsDeps, options: GenerationThreadsOptions): GenerationThreads {
  const tuners = { prompt: createThreadTuner(options), token: createThreadTuner(options) };
  let current: Round | null = null;

  const start = async (kind: StepKind): Promise<Start> => {
    const taken = await deps.gate.enter({ urgency: () => 'generation', wanted: tuners[kind].wanted });
    const used = tuners[kind].choose(taken === 1 ? 1 : Math.min(taken, Math.max(1, deps.freeProcessors())));
    deps.setThreads(used);
    return { taken, used, atMs: deps.nowMs(), processorMs: deps.processorMs() };
  };
  const open = (kind: StepKind): Round => ({
    kind,
    started: start(kind),
    over: Promise.withResolvers<void>(),
    joined: 0,
    running: 0,
    tokens: 0,
    hasFailed: false,
  });
  const close = (round: Round, started: Start) => {
    const tookMs = deps.nowMs() - started.atMs;
    const processorShare = (deps.processorMs() - started.processorMs) / (tookMs * started.used);
    if (!round.hasFailed) tuners[round.kind].record({ threads: started.used, cost: tookMs / round.tokens, processorShare });
    current = null;
    deps.gate.leave(started.taken);
    round.over.resolve();
  };

  return {
    run: async (kind, tokens, step) => {
      while (current !== null && (current.kind !== kind || current.joined >= options.slots)) await current.over.promise;
      const round = (current ??= open(kind));
      round.joined += 1;
      round.running += 1;
      round.tokens += tokens;
      const started = await round.started;
      try {
        return await step();
      } catch (error) {
        round.hasFailed = true;
        throw error;
      } finally {
        round.running -= 1;
        if (round.running === 0) close(round, started);
      }
    },
  };
}
