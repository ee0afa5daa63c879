/**
 * Two-run non-interference at full size: 100,000 random worlds, each lived in by one person without and with what that person
 * may not see, over the real API, SQLite and LanceDB. Not one byte may differ.
 *
 * `npm run test:security` runs on every core and writes docs/measurements/non-interference.json; stopped and started again at
 * the same commit, it goes on. `-- --worlds N` or `--minutes N` bound it, `--short` runs 600 worlds, `--fresh` starts anew.
 * Ends with status 1, and the smallest world in words, when somebody could tell the two apart.
 */
import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { report } from '../bench/support/measurement.ts';
import { repositoryRoot } from '../support/require.ts';
import type { Pair } from '../support/worlds/run-batch.ts';
import { runWorlds, worldsPerBatch } from '../support/worlds/run-worlds.ts';
import { scriptRoutes } from '../support/worlds/script-routes.ts';
import { createSide } from '../support/worlds/side.ts';

const { values: flags } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    worlds: { type: 'string' },
    minutes: { type: 'string' },
    child: { type: 'boolean', default: false },
  },
});
const seed = 1_000_000;
const shrinkMs = 120_000;
const batchesPerOrder = 5;
/** Then a process makes its two Carrels anew: their logs and the versions of their tables grow with each batch. */
const ordersPerPair = 20;
const target = flags.worlds === undefined ? (flags.short ? 600 : 100_000) : Number(flags.worlds);
const minutes = flags.minutes === undefined ? Infinity : Number(flags.minutes);

const orderSchema = z.object({ firstBatch: z.int(), batches: z.int() });
const resultSchema = z.object({ strict: z.int(), shared: z.int(), requests: z.int(), failure: z.string().nullable() });
type Result = z.infer<typeof resultSchema>;
/** `done`: numbers of the orders that were carried out. */
const stateSchema = z.object({
  commit: z.string(),
  done: z.array(z.int()),
  strict: z.int(),
  shared: z.int(),
  requests: z.int(),
  seconds: z.number(),
});
type State = z.infer<typeof stateSchema>;
const statePath = join(repositoryRoot, '.cache', 'non-interference.json');

if (flags.child) await serveOrders();
else process.exitCode = (await lead()) ? 0 : 1;

/** In a process of its own: runs the batches that it is told to. */
async function serveOrders(): Promise<void> {
  const routes = scriptRoutes();
  let pair: Pair | null = null;
  let orders = 0;
  const closePair = async () => {
    await Promise.all([pair?.without.close(), pair?.with.close()]);
    pair = null;
  };
  const serve = async (message: unknown) => {
    const { firstBatch, batches } = orderSchema.parse(message);
    orders += 1;
    if (orders % ordersPerPair === 0) await closePair();
    if (pair === null) {
      const [without, withHidden] = await Promise.all([createSide(), createSide()]);
      pair = { without, with: withHidden };
    }
    const { worlds, requests, failure } = await runWorlds(pair, { routes, seed, worlds: batches * worldsPerBatch, shrinkMs, firstBatch });
    process.send?.({ ...worlds, requests, failure: failure?.text ?? null } satisfies Result);
  };
  let last = Promise.resolve();
  process.on('message', (message) => {
    last = last.then(() => (message === 'end' ? closePair().then(() => process.disconnect()) : serve(message)));
  });
  await new Promise((resolve) => process.once('disconnect', resolve));
}

async function lead(): Promise<boolean> {
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: repositoryRoot, encoding: 'utf8' }).trim();
  const state = flags.short || flags.fresh ? newState(commit) : readState(commit);
  const startedMs = performance.now();
  const earlierSeconds = state.seconds;
  const failures: string[] = [];
  const worldsPerOrder = batchesPerOrder * worldsPerBatch;
  const done = new Set(state.done);
  const waiting = Array.from({ length: Math.ceil(target / worldsPerOrder) }, (_, number) => number).filter((number) => !done.has(number));
  const isOver = () => failures.length > 0 || performance.now() - startedMs > minutes * 60_000;
  await Promise.all(
    Array.from({ length: availableParallelism() }, async () => {
      const child = fork(import.meta.filename, ['--child']);
      for (let number = waiting.shift(); number !== undefined && !isOver(); number = waiting.shift()) {
        const result = await carryOut(child, { firstBatch: number * batchesPerOrder, batches: batchesPerOrder });
        state.done.push(number);
        state.strict += result.strict;
        state.shared += result.shared;
        state.requests += result.requests;
        state.seconds = earlierSeconds + (performance.now() - startedMs) / 1000;
        if (result.failure !== null) failures.push(result.failure);
        else if (!flags.short) writeState(state);
        process.stderr.write(`${state.strict + state.shared} worlds in ${state.seconds.toFixed(0)} s\n`);
      }
      child.send('end');
      await new Promise((resolve) => child.once('exit', resolve));
    }),
  );
  for (const failure of failures) process.stdout.write(`${failure}\n`);
  const worlds = state.strict + state.shared;
  return report({
    name: flags.short ? 'non-interference-short' : 'non-interference',
    command: `npm run test:security${flags.short ? ' -- --short' : ''}`,
    what: `Random worlds of people, groups, policies, grants, collections, documents and questions, each as one person sees it, without and with what that person may not see; ${worlds} of them so far, ${worldsPerBatch} side by side in one store and index; whole responses are compared`,
    figures: [
      { name: 'worlds', value: worlds, unit: 'worlds', ...(minutes === Infinity && { goal: { atLeast: target } }) },
      { name: 'of them with hidden documents in strict zones', value: state.strict, unit: 'worlds' },
      { name: 'of them with hidden documents in shared tables', value: state.shared, unit: 'worlds' },
      { name: 'responses compared', value: state.requests / 2, unit: 'pairs' },
      { name: 'people who could tell', value: failures.length, unit: 'people', goal: { atMost: 0 } },
      { name: 'time', value: state.seconds, unit: 's' },
    ],
  });
}

function carryOut(child: ChildProcess, order: z.infer<typeof orderSchema>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`a process ended with ${code}`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(resultSchema.parse(message));
    });
    child.send(order);
  });
}

function newState(commit: string): State {
  return { commit, done: [], strict: 0, shared: 0, requests: 0, seconds: 0 };
}

function readState(commit: string): State {
  if (!existsSync(statePath)) return newState(commit);
  const state = stateSchema.parse(JSON.parse(readFileSync(statePath, 'utf8')));
  return state.commit === commit ? state : newState(commit);
}

function writeState(state: State): void {
  mkdirSync(join(repositoryRoot, '.cache'), { recursive: true });
  writeFileSync(statePath, JSON.stringify(state));
}
