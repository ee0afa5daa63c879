import { describe, expect, it } from 'vitest';
import { lightStem } from './light-stem.ts';

describe('lightStem', () => {
  it.each([
    ['weeks', 'week'],
    ['policies', 'policy'],
    ['approved', 'approve'],
    ['approving', 'approves'],
    ['planned', 'plan'],
    ['leaves', 'leave'],
    ['paid', 'pays'],
    ['taken', 'taking'],
    ['tage', 'tagen'],
    ['mitarbeiter', 'mitarbeitern'],
    ['wochen', 'woche'],
    ['regeln', 'regel'],
  ])('brings %s and %s together', (one, other) => {
    expect(lightStem(one)).toBe(lightStem(other));
  });

  it.each([
    ['approve', 'approval'],
    ['include', 'exclude'],
    ['manager', 'management'],
    ['urlaub', 'beurlaubung'],
  ])('keeps %s and %s apart', (one, other) => {
    expect(lightStem(one)).not.toBe(lightStem(other));
  });
});
