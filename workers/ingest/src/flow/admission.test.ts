import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mayBegin, workBytes, type WorkFacts } from './admission.ts';

const mebibyte = 2 ** 20;
const limits = { versions: 32, bytes: 128 * mebibyte };
const facts = fc.record({
  sizeBytes: fc.oneof(fc.nat(100_000), fc.nat(200 * mebibyte)),
  lane: fc.constantFrom<WorkFacts['lane']>('interactive', 'bulk'),
});

/** Begins what may be begun, in order, and ends the oldest when nothing may. Gives how it stood after each step. */
function simulate(queue: readonly WorkFacts[]): readonly (readonly WorkFacts[])[] {
  const stands: WorkFacts[][] = [];
  let running: WorkFacts[] = [];
  for (const next of queue) {
    while (!mayBegin(next, running, limits)) running = running.slice(1);
    running = [...running, next];
    stands.push(running);
  }
  return stands;
}

it('keeps the memory of what is worked on bounded whatever the sizes, and begins everything', () => {
  fc.assert(
    fc.property(fc.array(facts, { maxLength: 100 }), (queue) => {
      for (const running of simulate(queue)) {
        const bytes = running.reduce((sum, { sizeBytes }) => sum + workBytes(sizeBytes), 0);
        expect(running.length).toBeLessThanOrEqual(limits.versions);
        expect(running.length === 1 || bytes <= limits.bytes).toBe(true);
      }
    }),
  );
});

it('has room for an upload while folders have all that they may have', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30 * mebibyte), { minLength: 2, maxLength: 200 }), (sizesBytes) => {
      const bulk = sizesBytes.map((sizeBytes): WorkFacts => ({ sizeBytes, lane: 'bulk' }));
      for (const running of simulate(bulk)) {
        if (running.length === 1) continue;
        expect(mayBegin({ sizeBytes: 5 * mebibyte, lane: 'interactive' }, running, limits)).toBe(true);
      }
    }),
  );
});

it('begins a file of any size alone, and nothing of a folder beside it when it fills the memory', () => {
  const small: WorkFacts = { sizeBytes: 1, lane: 'bulk' };
  expect(mayBegin({ sizeBytes: Number.MAX_SAFE_INTEGER, lane: 'bulk' }, [], limits)).toBe(true);
  expect(mayBegin(small, [small], { ...limits, bytes: 1 })).toBe(false);
});
