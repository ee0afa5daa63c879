import { expect, test } from 'vitest';
import { grantTimeOf } from './grant-time.ts';

const [march, april, may] = ['2026-03-01T00:00:00.000Z', '2026-04-01T00:00:00.000Z', '2026-05-01T00:00:00.000Z'];
const at = (time: string) => Date.parse(time);

test('a grant holds from its beginning until before its end', () => {
  const grant = { validFrom: march, validTo: april };
  expect(grantTimeOf(grant, at(march) - 1)).toBe('coming');
  expect(grantTimeOf(grant, at(march))).toBe('holds');
  expect(grantTimeOf(grant, at(april) - 1)).toBe('holds');
  expect(grantTimeOf(grant, at(april))).toBe('ended');
});

test('without an end it goes on, and one that was ended before it began is over', () => {
  expect(grantTimeOf({ validFrom: march, validTo: null }, at(may))).toBe('holds');
  expect(grantTimeOf({ validFrom: may, validTo: may }, at(march))).toBe('ended');
});
