import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calls } from '../support/worlds/calls.ts';
import { plants, withRankingMistake } from '../support/worlds/plants.ts';
import type { Pair } from '../support/worlds/run-batch.ts';
import { allKinds, runWorlds, worldOf } from '../support/worlds/run-worlds.ts';
import { forgottenRoutes, scriptRoutes } from '../support/worlds/script-routes.ts';
import { createSide } from '../support/worlds/side.ts';
import { watchBoth } from '../support/worlds/watch-both.ts';

/**
 * Two runs of one world, without and with what a person may not see: that person must not be able to tell them apart, on any
 * route, by any byte. `npm run test:security` does the same with 100,000 worlds.
 */
const routes = scriptRoutes();
const seed = 20_260_105;
const worlds = 520;

let pair: Pair;

beforeAll(async () => {
  const [without, withHidden] = await Promise.all([createSide(), createSide({ wrapIndex: withRankingMistake })]);
  pair = { without, with: withHidden };
}, 60_000);
afterAll(async () => {
  await Promise.all([pair.without.close(), pair.with.close()]);
});

describe('a person who may not see something', () => {
  it('has a call of every route that they may call', () => {
    expect(routes.length).toBeGreaterThan(50);
    expect(forgottenRoutes()).toEqual([]);
    const names = new Set(routes.map(({ name }) => name));
    expect(Object.keys(calls).filter((name) => !names.has(name))).toEqual([]);
  });

  it('gets the same from every route, whether it is there or not', { timeout: 120_000 }, async () => {
    for (const kind of allKinds) {
      const { failure, called } = await runWorlds(pair, {
        routes,
        seed: 1,
        worlds: 3,
        shrinkMs: 20_000,
        isExhaustive: true,
        kinds: [kind],
      });
      expect(failure?.text).toBeUndefined();
      expect([...called.keys()].toSorted()).toEqual(routes.map(({ name }) => name).toSorted());
    }
  });

  it(`cannot tell it in ${worlds} random worlds`, { timeout: 180_000 }, async () => {
    const { failure, worlds: done } = await runWorlds(pair, { routes, seed, worlds, shrinkMs: 20_000 });
    expect(failure?.text).toBeUndefined();
    expect(done.strict + done.shared).toBe(worlds);
  });

  it.each([true, false])(
    'hears nothing of its progress (strict zones: %s), and of everything else the same',
    { timeout: 60_000 },
    async (isStrict) => {
      const watched = fc.sample(worldOf({ routes }), { seed, numRuns: 30 });
      const heard = await watchBoth(pair, watched, { tag: `watched-${isStrict}`, isStrict });
      expect(heard.with).toEqual(heard.without);
      const events = heard.with.join('');
      expect(events).toContain('event: document\n');
      expect(events).toContain('event: deleted\n');
      expect(events).not.toContain('Hidden document');
    },
  );
});

describe('the comparison of the two runs', () => {
  it.each(Object.entries(plants))(`finds within ${worlds} worlds: %s`, { timeout: 180_000 }, async (_name, plant) => {
    const takeOut = plant(pair.with);
    try {
      const { failure } = await runWorlds(pair, { routes, seed, worlds, shrinkMs: 0, isNear: true });
      expect(failure?.text).toMatch(/They come apart at /);
    } finally {
      takeOut();
    }
  });

  it('makes a world that fails smaller, for a bounded time, and says what it is', { timeout: 60_000 }, async () => {
    const takeOut = plants['"forbidden" instead of "not found"']?.(pair.with);
    try {
      const startedMs = performance.now();
      const { failure } = await runWorlds(pair, { routes, seed, worlds, shrinkMs: 8_000 });
      expect(performance.now() - startedMs).toBeLessThan(40_000);
      expect(failure?.difference).toMatchObject({ without: expect.stringContaining('404'), with: expect.stringContaining('403') });
      const [original] = fc.sample(worldOf({ routes }), { seed: failure?.seed ?? 0, numRuns: 1 });
      expect(JSON.stringify(failure?.world).length).toBeLessThan(JSON.stringify(original).length);
      expect(failure?.text).toContain(`World ${failure?.seed}`);
    } finally {
      takeOut?.();
    }
  });
});
