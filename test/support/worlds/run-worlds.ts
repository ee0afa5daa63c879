import fc from 'fast-check';
import type { Difference } from './compare.ts';
import { describeWorld } from './describe-world.ts';
import { type BatchOptions, type BatchResult, type Pair, runBatch, type ScriptRoute } from './run-batch.ts';
import { aWorld, type World } from './world.ts';

export interface WorldsOptions {
  readonly routes: readonly ScriptRoute[];
  /** Names all worlds of the run; the same seed makes the same worlds. */
  readonly seed: number;
  readonly worlds: number;
  /** How long a world that failed is made smaller, at most. 0: not at all. */
  readonly shrinkMs: number;
  /** No batch is begun after this moment of `performance.now()`. */
  readonly deadlineMs?: number;
  /** Number of the first batch, to go on with a run. */
  readonly firstBatch?: number;
  readonly isExhaustive?: boolean;
  /** Kinds of batches to take in turn; default all. */
  readonly kinds?: readonly BatchKind[];
}

export type BatchKind = Pick<BatchOptions, 'isStrict' | 'hasEveryone'>;

export interface WorldsResult {
  readonly worlds: { strict: number; shared: number };
  readonly batches: number;
  readonly requests: number;
  readonly called: Map<string, { calls: number; successes: number }>;
  /** Null: no viewer could tell. */
  readonly failure: Failure | null;
}

export interface Failure {
  readonly seed: number;
  readonly kind: BatchKind;
  readonly world: World;
  readonly difference: Difference;
  /** In words. */
  readonly text: string;
}

export const worldsPerBatch = 40;
export const allKinds: readonly BatchKind[] = [
  { isStrict: true, hasEveryone: false },
  { isStrict: false, hasEveryone: false },
  { isStrict: true, hasEveryone: true },
];

/** Lets viewers call the same things in both runs of random worlds until one can tell the two apart, or all are done. */
export async function runWorlds(pair: Pair, options: WorldsOptions): Promise<WorldsResult> {
  const { routes, seed, deadlineMs = Infinity, firstBatch = 0, kinds = allKinds, isExhaustive = false } = options;
  const world = aWorld(routes.length);
  const result = {
    worlds: { strict: 0, shared: 0 },
    batches: 0,
    requests: 0,
    called: new Map<string, { calls: number; successes: number }>(),
    failure: null as Failure | null,
  };
  for (let done = 0; done < options.worlds && result.failure === null && performance.now() < deadlineMs; result.batches += 1) {
    const number = firstBatch + result.batches;
    const kind = kinds[number % kinds.length] ?? { isStrict: true, hasEveryone: false };
    const seeds = Array.from(
      { length: Math.min(worldsPerBatch, options.worlds - done) },
      (_, index) => seed + number * worldsPerBatch + index,
    );
    const worlds = seeds.flatMap((one) => fc.sample(world, { seed: one, numRuns: 1 }));
    const found = await runBatch(pair, worlds, { ...kind, routes, isExhaustive });
    add(result, found);
    done += worlds.length;
    result.worlds[kind.isStrict ? 'strict' : 'shared'] += worlds.length;
    const failed = found.differences.findIndex((difference) => difference !== null);
    const [difference, failing, failingSeed] = [found.differences[failed], worlds[failed], seeds[failed]];
    if (difference == null || failing === undefined || failingSeed === undefined) continue;
    const smallest = (await shrink(pair, { seed: failingSeed, kind, options })) ?? { world: failing, difference };
    const text = `World ${failingSeed} (${kind.isStrict ? 'what is hidden lies in strict zones' : 'all in shared tables'}):\n${describeWorld(smallest.world, smallest.difference, routes)}`;
    result.failure = { seed: failingSeed, kind, ...smallest, text };
  }
  return result;
}

function add(result: { requests: number; readonly called: WorldsResult['called'] }, found: BatchResult): void {
  result.requests += found.requests;
  for (const [name, { calls, successes }] of found.called) {
    const known = result.called.get(name) ?? { calls: 0, successes: 0 };
    result.called.set(name, { calls: known.calls + calls, successes: known.successes + successes });
  }
}

/**
 * The smallest world that still fails by itself, as far as the time goes: after it every smaller one counts as good, and
 * fast-check ends with the smallest that it had. Null when the world fails only beside others.
 */
async function shrink(
  pair: Pair,
  { seed, kind, options }: { readonly seed: number; readonly kind: BatchKind; readonly options: WorldsOptions },
): Promise<{ readonly world: World; readonly difference: Difference } | null> {
  if (options.shrinkMs === 0) return null;
  const endMs = performance.now() + options.shrinkMs;
  let smallest: { readonly world: World; readonly difference: Difference } | null = null;
  const property = fc.asyncProperty(aWorld(options.routes.length), async (world) => {
    if (performance.now() > endMs) return true;
    const { differences } = await runBatch(pair, [world], { ...kind, routes: options.routes, isExhaustive: options.isExhaustive ?? false });
    const [difference] = differences;
    if (difference == null) return true;
    smallest = { world, difference };
    return false;
  });
  await fc.check(property, { seed, numRuns: 1 });
  return smallest;
}
