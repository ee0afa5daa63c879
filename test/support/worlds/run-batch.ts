import { calls, firstCalls, lastCalls, type ViewerRequest, type Visit } from './calls.ts';
import { compare, type Difference } from './compare.ts';
import { at, type LaidBatch, type LaidWorld, layOut, noThings, type Things } from './lay-out.ts';
import type { Side } from './side.ts';
import { createVisitor, type Visitor } from './visit.ts';
import type { CallPlan, World } from './world.ts';

/** The routes that the script can call, with their methods: those of the OpenAPI document that a viewer may call. */
export interface ScriptRoute {
  readonly name: string;
  readonly method: string;
}

export interface Pair {
  readonly without: Side;
  readonly with: Side;
}

export interface BatchOptions {
  readonly isStrict: boolean;
  readonly hasEveryone: boolean;
  readonly routes: readonly ScriptRoute[];
  /** Every viewer calls every route, instead of those of the script. */
  readonly isExhaustive?: boolean;
}

export interface BatchResult {
  /** Of each world, in their order. */
  readonly differences: readonly (Difference | null)[];
  readonly requests: number;
  /** How often each route was called, and how often with success, by operation id. */
  readonly called: Map<string, { calls: number; successes: number }>;
}

/** Longer than the grain of the file system's time: after it, readers of the index do not look for new commits at each search. */
const settleMs = 60;
const stepMs = 100;
let batchCount = 0;

/**
 * Lays out worlds side by side in both runs, and lets each viewer call the same things in both. What one viewer does is of no
 * matter to the others, whose world it is hidden in.
 */
export async function runBatch(pair: Pair, worlds: readonly World[], options: BatchOptions): Promise<BatchResult> {
  batchCount += 1;
  const { isStrict, hasEveryone } = options;
  const batch = layOut(worlds, { tag: `b${process.pid}x${batchCount}`, isStrict, hasEveryone });
  await Promise.all([pair.without.write(batch.both), pair.with.write(together(batch))]);
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  const result = { differences: [] as (Difference | null)[], requests: 0, called: new Map<string, { calls: number; successes: number }>() };
  try {
    for (const laid of batch.worlds) result.differences.push(await visitBoth(pair, laid, { ...options, result }));
  } finally {
    await Promise.all([pair.without.reset(), pair.with.reset()]);
  }
  return result;
}

/** What there is in the run that has everything. */
export function together({ early, both, late }: LaidBatch): Things {
  const all = noThings();
  for (const things of [early, both, late]) {
    for (const key of Object.keys(all) as (keyof Things)[]) (all[key] as unknown[]).push(...things[key]);
  }
  return all;
}

async function visitBoth(
  pair: Pair,
  laid: LaidWorld,
  {
    isStrict,
    routes,
    isExhaustive = false,
    result,
  }: BatchOptions & { readonly result: Pick<BatchResult, 'called'> & { requests: number } },
): Promise<Difference | null> {
  const { viewer, world } = laid;
  const known = new Set<string>(idsOf(laid));
  const [without, withHidden] = [pair.without, pair.with].map((side) => createVisitor(side, viewer, world.credential, known)) as [
    Visitor,
    Visitor,
  ];
  await askBefore(pair, laid, known);
  for (const { route, pick } of isExhaustive ? exhaustiveScript(routes, world) : shortScript(routes, world)) {
    const found = at(routes, route);
    for (const side of [pair.without, pair.with]) side.clock.advance(stepMs);
    const requestOf = ({ memory }: Visitor) => callOf(found.name)({ laid, memory, pick, isStrict });
    const request = requestOf(without);
    const [one, other] = await Promise.all([without.call(found.method, request), withHidden.call(found.method, requestOf(withHidden))]);
    result.requests += 2;
    count(result.called, found.name, one.status);
    const difference = compare(found.name, [one, other], isStrict);
    if (difference !== null)
      return {
        route: found.name,
        request: `${found.method} ${request.path} ${JSON.stringify(request.body ?? request.file ?? '')}`,
        ...difference,
      };
  }
  return null;
}

function callOf(name: string): (visit: Visit) => ViewerRequest {
  const call = calls[name];
  if (call === undefined) throw new Error(`there is no call of ${name}`);
  return call;
}

function count(called: BatchResult['called'], name: string, status: number): void {
  const known = called.get(name) ?? { calls: 0, successes: 0 };
  called.set(name, { calls: known.calls + 1, successes: known.successes + (status < 300 ? 1 : 0) });
}

/** In the run with everything, somebody whom the viewer knows nothing of asks first. */
async function askBefore(pair: Pair, laid: LaidWorld, known: ReadonlySet<string>): Promise<void> {
  if (laid.asksBefore === null) return;
  const visitor = createVisitor(pair.with, laid.asksBefore, 'key', known);
  await visitor.call('POST', callOf('ask')({ laid, memory: visitor.memory, pick: 1, isStrict: true }));
}

function shortScript(routes: readonly ScriptRoute[], { script }: World): readonly CallPlan[] {
  return [...firstCalls.map((name) => ({ route: routes.findIndex((route) => route.name === name), pick: 0 })), ...script];
}

/** Every route twice: with what the viewer probably may see, and with anything. */
function exhaustiveScript(routes: readonly ScriptRoute[], { script }: World): readonly CallPlan[] {
  const numbered = routes.map(({ name }, route) => ({ name, route }));
  const ask = numbered.filter(({ name }) => name === 'ask');
  const ordered = [...ask, ...numbered.filter(({ name }) => !lastCalls.has(name)), ...numbered.filter(({ name }) => lastCalls.has(name))];
  return ordered.flatMap(({ route }) => [0, script[0]?.pick ?? 1].map((pick) => ({ route, pick })));
}

/** Ids that are the same in both runs: the difference between two of them is one. */
function idsOf({ viewer, documents, collections, policies, hidden }: LaidWorld): readonly string[] {
  const ids = [
    viewer.id,
    viewer.keyId,
    ...[...collections, ...hidden.collections].map(({ id }) => id),
    ...[...policies, ...hidden.policies].map(({ id }) => id),
  ];
  return [
    ...ids,
    ...[...documents, ...hidden.documents].flatMap(({ id, versionId, chunks }) => [id, versionId, ...chunks.map((chunk) => chunk.id)]),
  ];
}
