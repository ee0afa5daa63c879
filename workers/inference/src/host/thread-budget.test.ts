import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import type { Urgency } from '../engine/engine-protocol.ts';
import { urgencies } from '../engine/engine-protocol.ts';
import type { ThreadGate } from '../engine/thread-gate.ts';
import { createThreadGate } from '../engine/thread-gate.ts';
import { shareThreads } from './share-threads.ts';
import type { ThreadBudget } from './thread-budget.ts';
import { createThreadBudget } from './thread-budget.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Messages of one direction between two processes: each takes its time, and none overtakes another. */
function channel(latencyMs: () => number): (deliver: () => void) => void {
  let lastMs = 0;
  return (deliver) => {
    lastMs = Math.max(lastMs, Date.now() + latencyMs());
    setTimeout(deliver, lastMs - Date.now());
  };
}

/** An engine's gate joined to the budget. */
function joinGate(
  budget: ThreadBudget,
  latencyMs: () => number = () => 1,
): { readonly gate: ThreadGate; readonly leave: () => void; readonly share: () => number } {
  const [up, down] = [channel(latencyMs), channel(latencyMs)];
  const gate: ThreadGate = createThreadGate({
    send: (event) =>
      up(() =>
        event.type === 'threads-wanted' ? membership.wanted(event.threads, event.urgency) : membership.held(event.threads, event.seq),
      ),
  });
  const membership = budget.join({ setLimit: (threads, seq) => down(() => gate.setLimit(threads, seq)) });
  return { gate, leave: membership.leave, share: membership.share };
}

interface Work {
  readonly engine: number;
  readonly urgency: Urgency;
  readonly wanted: number;
  readonly atMs: number;
  readonly computeMs: number;
}

const work = (engines: number): fc.Arbitrary<Work> =>
  fc.record({
    engine: fc.nat({ max: engines - 1 }),
    urgency: fc.constantFrom(...urgencies),
    wanted: fc.integer({ min: 1, max: 4 }),
    atMs: fc.nat({ max: 400 }),
    computeMs: fc.integer({ min: 1, max: 40 }),
  });

test('all engines together never compute with more threads than there are, and everybody has a turn', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(work(3), { minLength: 1, maxLength: 60 }),
      fc.array(fc.nat({ max: 25 }), { minLength: 50, maxLength: 50 }),
      async (threads, works, latencies) => {
        const budget = createThreadBudget({ threads });
        let messages = 0;
        const latencyMs = () => latencies[messages++ % latencies.length] ?? 1;
        const engines = [0, 1, 2].map(() => joinGate(budget, latencyMs));
        let computing = 0;
        let most = 0;
        let done = 0;
        for (const { engine, urgency, wanted, atMs, computeMs } of works) {
          setTimeout(() => {
            void engines[engine]?.gate.enter({ urgency: () => urgency, wanted: () => wanted }).then((taken) => {
              computing += taken;
              most = Math.max(most, computing);
              setTimeout(() => {
                computing -= taken;
                done += 1;
                engines[engine]?.gate.leave(taken);
              }, computeMs);
            });
          }, atMs);
        }
        await vi.advanceTimersByTimeAsync(20_000);
        expect(most).toBeLessThanOrEqual(threads);
        expect(done).toBe(works.length);
      },
    ),
    { numRuns: 300 },
  );
});

test('threads are shared out fully and to nobody in vain', () => {
  const claims = fc.array(fc.record({ wanted: fc.nat({ max: 9 }), urgency: fc.constantFrom(...urgencies) }), { maxLength: 6 });
  fc.assert(
    fc.property(claims, fc.integer({ min: 1, max: 12 }), (given, threads) => {
      const shares = shareThreads(given, threads);
      const sum = shares.reduce((total, share) => total + share, 0);
      expect(sum).toBe(
        Math.min(
          threads,
          given.reduce((total, claim) => total + claim.wanted, 0),
        ),
      );
      for (const [index, claim] of given.entries()) expect(shares[index]).toBeLessThanOrEqual(claim.wanted);
    }),
  );
});

describe('two engines', () => {
  const need = (urgency: Urgency, wanted: number) => ({ urgency: () => urgency, wanted: () => wanted });

  it('alone has all the threads; beside the other one its part', async () => {
    const budget = createThreadBudget({ threads: 2 });
    const [writer, embedder] = [joinGate(budget), joinGate(budget)];
    const first = writer.gate.enter(need('generation', 2));
    await vi.advanceTimersByTimeAsync(10);
    await expect(first).resolves.toBe(2);
    const second = embedder.gate.enter(need('document', 1));
    await vi.advanceTimersByTimeAsync(10);
    expect(embedder.share()).toBe(0);
    writer.gate.leave(2);
    await vi.advanceTimersByTimeAsync(10);
    await expect(second).resolves.toBe(1);
    await expect(writer.gate.enter(need('generation', 2))).resolves.toBe(1);
  });

  it('has all the threads again when the other one has been idle for an instant', async () => {
    const budget = createThreadBudget({ threads: 2 });
    const [writer, embedder] = [joinGate(budget), joinGate(budget)];
    void embedder.gate.enter(need('document', 1));
    await vi.advanceTimersByTimeAsync(10);
    void writer.gate.enter(need('generation', 2));
    await vi.advanceTimersByTimeAsync(10);
    expect([writer.share(), embedder.share()]).toEqual([1, 1]);
    embedder.gate.leave(1);
    writer.gate.leave(1);
    void writer.gate.enter(need('generation', 2));
    await vi.advanceTimersByTimeAsync(50);
    expect([writer.share(), embedder.share()]).toEqual([2, 0]);
  });

  it('leaves threads that nobody wants where they are, so that the next input need not ask for one', async () => {
    const budget = createThreadBudget({ threads: 2 });
    const [embedder, writer] = [joinGate(budget), joinGate(budget)];
    void embedder.gate.enter(need('query', 1));
    await vi.advanceTimersByTimeAsync(10);
    embedder.gate.leave(1);
    await vi.advanceTimersByTimeAsync(1_000);
    await expect(embedder.gate.enter(need('query', 1))).resolves.toBe(1);
    embedder.gate.leave(1);
    await vi.advanceTimersByTimeAsync(1_000);
    void writer.gate.enter(need('generation', 2));
    await vi.advanceTimersByTimeAsync(10);
    expect([embedder.share(), writer.share()]).toEqual([0, 2]);
  });

  it('takes over what an engine had that died', async () => {
    const budget = createThreadBudget({ threads: 1 });
    const [dead, living] = [joinGate(budget), joinGate(budget)];
    void dead.gate.enter(need('generation', 1));
    await vi.advanceTimersByTimeAsync(10);
    const waiting = living.gate.enter(need('document', 1));
    dead.leave();
    await vi.advanceTimersByTimeAsync(10);
    await expect(waiting).resolves.toBe(1);
  });

  it('take turns with one thread, however long one of them has work', async () => {
    const budget = createThreadBudget({ threads: 1 });
    const [writer, embedder] = [joinGate(budget), joinGate(budget)];
    let isStopped = false;
    const work = async (engine: ReturnType<typeof joinGate>, urgency: Urgency, count: () => void): Promise<void> => {
      while (!isStopped) {
        const taken = await engine.gate.enter(need(urgency, 1));
        count();
        await new Promise((resolve) => setTimeout(resolve, 10));
        engine.gate.leave(taken);
      }
    };
    let [tokens, inputs] = [0, 0];
    void work(writer, 'generation', () => (tokens += 1));
    void work(embedder, 'document', () => (inputs += 1));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(Math.min(tokens, inputs)).toBeGreaterThan(50);
    isStopped = true;
  });

  it('share one thread in turns, and a question has the next one', async () => {
    const budget = createThreadBudget({ threads: 1 });
    const [writer, embedder] = [joinGate(budget), joinGate(budget)];
    let isQuery = false;
    let tokens = 0;
    let isStopped = false;
    const write = async (): Promise<void> => {
      while (!isStopped) {
        const taken = await writer.gate.enter(need('generation', 1));
        tokens += 1;
        await new Promise((resolve) => setTimeout(resolve, 10));
        writer.gate.leave(taken);
      }
    };
    void write();
    await vi.advanceTimersByTimeAsync(20);
    const asked = embedder.gate.enter({ urgency: () => (isQuery ? 'query' : 'document'), wanted: () => 1 });
    await vi.advanceTimersByTimeAsync(30);
    expect(embedder.share()).toBe(0);
    isQuery = true;
    embedder.gate.reconsider();
    await vi.advanceTimersByTimeAsync(15);
    await expect(asked).resolves.toBe(1);
    embedder.gate.leave(1);
    const before = tokens;
    await vi.advanceTimersByTimeAsync(200);
    expect(tokens).toBeGreaterThan(before + 5);
    isStopped = true;
  });
});
