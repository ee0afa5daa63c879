import { describe, expect, it } from 'vitest';
import { validityDoubt, validitySchema } from './validity.ts';

describe('validityDoubt', () => {
  it.each([
    ['nothing said', {}, null],
    ['in force', { effective: '2026-03-01', reviewBy: '2027-03-01' }, null],
    ['in force from today', { effective: '2026-11-25' }, null],
    ['to be looked at today', { reviewBy: '2026-11-25' }, null],
    ['not in force yet', { effective: '2026-11-26' }, 'not-yet'],
    ['not looked at in time', { effective: '2020-01-01', reviewBy: '2026-11-24' }, 'review-due'],
    ['replaced, whatever else', { effective: '2030-01-01', reviewBy: '2020-01-01', supersededBy: 'FIN-011' }, 'superseded'],
  ])('%s', (_name, validity, doubt) => {
    expect(validityDoubt(validity, '2026-11-25')).toBe(doubt);
  });
});

describe('validitySchema', () => {
  it.each([{ effective: '2026-02-30' }, { reviewBy: 'soon' }, { supersededBy: '' }, { supersededBy: 'x'.repeat(201) }, { other: 1 }])(
    'refuses %j',
    (value) => {
      expect(validitySchema.safeParse(value).success).toBe(false);
    },
  );
});
