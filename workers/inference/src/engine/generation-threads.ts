import type { ThreadGate, ThreadNeed } from './thread-gate.ts';
import { createThreadTuner } from './thread-tuner.ts';

/** Runs one step of the language model with as many threads as are good for it and free. */
export interface GenerationThreads {
  /** @param tokens how many tokens the step computes. */
  run<Result>(kind: 'prompt' | 'token', tokens: number, step: () => Promise<Result>): Promise<Result>;
}

export interface GenerationThreadsOptions {
  readonly threads: number;
  /** Several answers at once share one context and are computed together: they share one right, too. */
  readonly slots: number;
}

export interface GenerationThreadsDeps {
  readonly gate: ThreadGate;
  /** Tells llama.cpp how many threads the next step may use. */
  readonly setThreads: (threads: number) => void;
  readonly nowMs: () => number;
  /** Processor time that this process has had. */
  readonly processorMs: () => number;
}

/** One answer at a time finds out what is fastest; several at once take what there is. */
export function createGenerationThreads(deps: GenerationThreadsDeps, options: GenerationThreadsOptions): GenerationThreads {
  return options.slots === 1 ? tunedThreads(deps, options.threads) : sharedThreads(deps, options.threads);
}

function tunedThreads(deps: GenerationThreadsDeps, threads: number): GenerationThreads {
  const tuners = { prompt: createThreadTuner({ threads }), token: createThreadTuner({ threads }) };
  return {
    run: async (kind, tokens, step) => {
      const tuner = tuners[kind];
      const taken = await deps.gate.enter({ urgency: () => 'generation', wanted: tuner.wanted });
      const used = tuner.choose(taken);
      deps.setThreads(used);
      const [startMs, startProcessorMs] = [deps.nowMs(), deps.processorMs()];
      try {
        const result = await step();
        const stepMs = deps.nowMs() - startMs;
        tuner.record({ threads: used, cost: stepMs / tokens, processorShare: (deps.processorMs() - startProcessorMs) / (stepMs * used) });
        return result;
      } finally {
        deps.gate.leave(taken);
      }
    },
  };
}

/** A right to compute that steps of several answers share. */
interface Ticket {
  readonly taken: Promise<number>;
  /** Resolves when the last step that shares it is over. */
  readonly over: Promise<void>;
  readonly end: () => void;
  running: number;
  joined: number;
}

/** So many steps share one right before it is given back once: then others get their turn. */
const stepsPerTicket = 32;

function sharedThreads(deps: GenerationThreadsDeps, threads: number): GenerationThreads {
  const need: ThreadNeed = { urgency: () => 'generation', wanted: () => threads };
  let current: Ticket | null = null;
  const open = (): Ticket => {
    const { promise, resolve } = Promise.withResolvers<void>();
    return { taken: deps.gate.enter(need), over: promise, end: resolve, running: 0, joined: 0 };
  };
  return {
    run: async (_kind, _tokens, step) => {
      while (current !== null && current.joined >= stepsPerTicket) await current.over;
      const ticket = (current ??= open());
      ticket.joined += 1;
      ticket.running += 1;
      const taken = await ticket.taken;
      try {
        deps.setThreads(taken);
        return await step();
      } finally {
        ticket.running -= 1;
        if (ticket.running === 0) {
          current = null;
          deps.gate.leave(taken);
          ticket.end();
        }
      }
    },
  };
}
