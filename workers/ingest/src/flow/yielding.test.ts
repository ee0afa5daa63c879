import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextShare, strainOf, type Strain } from './yielding.ts';

const load = (latencyMs: number, atMs = 0) => ({ latencyMs, baselineMs: 40, atMs });

it('suffers when questions take noticeably longer than undisturbed, and only by a fresh word', () => {
  expect(strainOf(null, 0)).toBe('none');
  expect(strainOf(load(50), 1_000)).toBe('fine');
  expect(strainOf(load(61), 1_000)).toBe('suffering');
  expect(strainOf(load(500), 3_001)).toBe('none');
  expect(strainOf(load(500, 3_600_000), 0)).toBe('none');
  expect(strainOf({ latencyMs: 12, baselineMs: 4, atMs: 0 }, 0)).toBe('fine');
});

it('always leaves ingest a share, never more than all, and gives all back when nobody asks', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom<Strain>('none', 'fine', 'suffering'), { maxLength: 100 }), (strains) => {
      let share = 1;
      for (const strain of strains) {
        const next = nextShare(share, strain);
        expect(next).toBeGreaterThan(0);
        expect(next).toBeLessThanOrEqual(1);
        if (strain === 'suffering') expect(next).toBeLessThanOrEqual(share);
        else expect(next).toBeGreaterThanOrEqual(share);
        share = next;
      }
      for (let look = 0; look < 4; look += 1) share = nextShare(share, 'none');
      expect(share).toBe(1);
    }),
  );
});
