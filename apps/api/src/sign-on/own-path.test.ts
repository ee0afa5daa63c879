import { expect, test } from 'vitest';
import { ownPath } from './own-path.ts';

test.each(['/', '/documents/?state=failed', '/settings/'])('%s is a page of this Carrel', (path) => expect(ownPath(path)).toBe(path));

test.each([
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example/',
  '\\\\evil.example',
  '/\t/evil.example',
  '/.//evil.example',
  '/..//evil.example',
  'javascript:alert(1)',
  '/api/auth/sign-out',
  '/sign-in/?next=/',
  '',
  undefined,
  ['/a', '/b'],
])('%j leads to the first page', (next) => expect(ownPath(next)).toBe('/'));
