import type { EngineEvent, Urgency } from './engine-protocol.ts';

/**
 * This process's share in the machine's threads. All engines together never compute with more threads than the machine
 * has: in llama.cpp a thread that waits spins, and spinning threads without a core stop the others. The worker sets the
 * share; it changes at the next boundary (a token, a piece of prompt, an input).
 */
export interface ThreadGate {
  /** Waits for a thread and takes up to `wanted()` of them. Gives how many; `leave` gives the same number back. */
  enter(need: ThreadNeed): Promise<number>;
  leave(threads: number): void;
  /** What waits may have become more, or more urgent. */
  reconsider(): void;
  /** The worker sets the share. */
  setLimit(threads: number, seq: number): void;
}

export interface ThreadNeed {
  readonly urgency: () => Urgency;
  readonly wanted: () => number;
}

/** For an engine that computes on a graphics card. */
export const openThreadGate: ThreadGate = {
  enter: (need) => Promise.resolve(need.wanted()),
  leave: () => undefined,
  reconsider: () => undefined,
  setLimit: () => undefined,
};

type GateEvent = Extract<EngineEvent, { readonly type: 'threads-wanted' | 'threads-held' }>;
interface Waiter {
  readonly need: ThreadNeed;
  readonly proceed: (threads: number) => void;
}

/** Between two tokens an engine is idle for an instant; only after this time it gives its share back. */
const idleMs = 20;
const rank: Readonly<Record<Urgency, number>> = { query: 0, generation: 1, document: 2 };

export function createThreadGate(deps: { readonly send: (event: GateEvent) => void }): ThreadGate {
  let limit = 0;
  let used = 0;
  /** A lower share that is not reached yet. */
  let owed: { readonly threads: number; readonly seq: number } | null = null;
  let said: { readonly threads: number; readonly urgency: Urgency } = {
    threads: 0,
    urgency: 'document',
  };
  let waiting: readonly Waiter[] = [];
  let idleTimer: NodeJS.Timeout | null = null;

  const say = (threads: number, urgency: Urgency) => {
    if (said.threads === threads && (threads === 0 || said.urgency === urgency)) return;
    said = { threads, urgency };
    deps.send({ type: 'threads-wanted', threads, urgency });
  };
  const want = (needs: readonly ThreadNeed[]) => {
    if (idleTimer !== null) clearTimeout(idleTimer);
    idleTimer = null;
    if (needs.length === 0) return;
    const urgency = needs.map((need) => need.urgency()).reduce((best, next) => (rank[next] < rank[best] ? next : best));
    say(used + needs.reduce((sum, need) => sum + need.wanted(), 0), urgency);
  };
  const settleOwed = () => {
    if (owed === null || used > owed.threads) return;
    deps.send({ type: 'threads-held', ...owed });
    owed = null;
  };
  const take = (need: ThreadNeed): number => {
    const threads = Math.max(1, Math.min(need.wanted(), limit - used));
    used += threads;
    return threads;
  };
  const letIn = () => {
    while (limit > used) {
      const [first, ...rest] = waiting;
      if (first === undefined) return;
      waiting = rest;
      first.proceed(take(first.need));
    }
  };

  return {
    enter: (need) => {
      const isFree = limit > used && waiting.length === 0;
      want(isFree ? [need] : [...waiting.map((waiter) => waiter.need), need]);
      if (isFree) return Promise.resolve(take(need));
      const { promise, resolve } = Promise.withResolvers<number>();
      waiting = [...waiting, { need, proceed: resolve }];
      return promise;
    },
    leave: (threads) => {
      used -= threads;
      settleOwed();
      letIn();
      if (used > 0 || waiting.length > 0) return;
      if (idleTimer !== null) clearTimeout(idleTimer);
      idleTimer = setTimeout(() => say(0, 'document'), idleMs);
    },
    reconsider: () => want(waiting.map((waiter) => waiter.need)),
    setLimit: (threads, seq) => {
      limit = threads;
      owed = { threads, seq };
      settleOwed();
      letIn();
    },
  };
}
