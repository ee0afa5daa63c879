import type { UserView } from '@carrel/contract';
import { expect, test } from 'vitest';
import { isShown } from './people-filter.ts';

const person: UserView = {
  id: 'usr_1',
  kind: 'person',
  name: 'Jörg Ähren',
  email: 'j.aehren@example.com',
  roles: ['employee'],
  isActive: true,
  createdAt: '2026-01-01T00:00:00.000Z',
  lastSignInAt: null,
};

test('words are looked for in name and address, in any case', () => {
  for (const text of ['', 'jör', 'ÄHREN', 'aehren@']) expect(isShown(person, { text, show: 'all' })).toBe(true);
  expect(isShown(person, { text: 'somebody else', show: 'all' })).toBe(false);
});

test('somebody who is switched off is not active, and a service is no active person', () => {
  const shown = (user: UserView) => (['active', 'off', 'service'] as const).filter((show) => isShown(user, { text: '', show }));
  expect(shown(person)).toEqual(['active']);
  expect(shown({ ...person, isActive: false })).toEqual(['off']);
  expect(shown({ ...person, kind: 'service' })).toEqual(['service']);
  expect(shown({ ...person, kind: 'service', isActive: false })).toEqual(['off', 'service']);
});
