import fc from 'fast-check';
import { favouredCalls } from './calls.ts';
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
  /** Whether half of the calls go where what is hidden is nearest. */
  readonly isNear?: boolean;
  /** Kinds of batches to take in turn; default all. */
  readonly kinds?: readonly BatchKind[];
}

export type BatchKind = Pick<BatchOptions, 'isStrict' | 'hasEveryone'>;

export interface WorldsResult {
  readonly worlds: { strict: number; shared: number };
  batches: number;
  requests: number;
  readonly called: Map<string, { calls: number; successes: number }>;
  /** Null: no viewer could tell. */
  failure: Failure | null;
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

/** Worlds whose scripts call these routes; with `isNear`, half of the calls go where what is hidden is nearest. */
export function worldOf({ routes, isNear = false }: Pick<WorldsOptions, 'routes' | 'isNear'>): fc.Arbitrary<World> {
  const favoured = routes.flatMap(({ name }, index) => (isNear && favouredCalls.has(name) ? [index] : []));
  return aWorld(routes.length, favoured);
}

/** Lets viewers call the same things in both runs of random worlds until one can tell the two apart, or all are done. */
export async function runWorlds(pair: Pair, options: WorldsOptions): Promise<WorldsResult> {
  const { deadlineMs = Infinity, firstBatch = 0 } = options;
  const result: WorldsResult = { worlds: { strict: 0, shared: 0 }, batches: 0, requests: 0, called: new Map(), failure: null };
  for (let done = 0; done < options.worlds && result.failure === null && performance.now() < deadlineMs;) {
    const count = Math.min(worldsPerBatch, options.worlds - done);
    const batch = makeBatch(options, firstBatch + result.batches, count);
    const found = await runBatch(pair, batch.worlds, { ...batch.kind, ...batchOptions(options) });
    add(result, found);
    done += count;
    result.batches += 1;
    result.worlds[batch.kind.isStrict ? 'strict' : 'shared'] += count;
    result.failure = await failureOf(pair, { options, batch, found });
  }
  return result;
}

interface Batch {
  readonly kind: BatchKind;
  readonly seeds: readonly number[];
  readonly worlds: readonly World[];
}

/** Each world has a seed of its own, so that it can be made again without the others. */
function makeBatch(options: WorldsOptions, number: number, count: number): Batch {
  const { seed, kinds = allKinds } = options;
  const seeds = Array.from({ length: count }, (_, index) => seed + number * worldsPerBatch + index);
  const kind = kinds[number % kinds.length];
  if (kind === undefined) throw new Error('there is no kind of batch');
  return { kind, seeds, worlds: seeds.flatMap((one) => fc.sample(worldOf(options), { seed: one, numRuns: 1 })) };
}

function batchOptions({ routes, isExhaustive = false }: WorldsOptions): Omit<BatchOptions, keyof BatchKind> {
  return { routes, isExhaustive };
}

/** The first viewer of a batch who could tell, with the smallest world in which they can. */
async function failureOf(
  pair: Pair,
  { options, batch, found }: { readonly options: WorldsOptions; readonly batch: Batch; readonly found: BatchResult },
): Promise<Failure | null> {
  const failed = found.differences.findIndex((difference) => difference !== null);
  const [difference, world, seed] = [found.differences[failed], batch.worlds[failed], batch.seeds[failed]];
  if (difference === undefined || difference === null || world === undefined || seed === undefined) return null;
  const { kind } = batch;
  const smallest = (await shrink(pair, { seed, kind, options })) ?? { world, difference };
  const where = kind.isStrict ? 'what is hidden lies in strict zones' : 'all in shared tables';
  const text = `World ${seed} (${where}):\n${describeWorld(smallest.world, smallest.difference, options.routes)}`;
  return { seed, kind, ...smallest, text };
}

function add(result: WorldsResult, found: BatchResult): void {
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
  const property = fc.asyncProperty(worldOf(options), async (world) => {
    if (performance.now() > endMs) return true;
    const { differences } = await runBatch(pair, [world], { ...kind, ...batchOptions(options) });
    const [difference] = differences;
    if (difference === undefined || difference === null) return true;
    smallest = { world, difference };
    return false;
  });
  await fc.check(property, { seed, numRuns: 1 });
  return smallest;
}
