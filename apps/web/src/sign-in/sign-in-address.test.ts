import { expect, test } from 'vitest';
import { afterSignIn, tokenOfAddress } from './sign-in-address.ts';

const origin = 'http://carrel.example';

test('the token is read from behind the hash, or from the query', () => {
  expect(tokenOfAddress({ hash: '#token=abc', search: '' })).toBe('abc');
  expect(tokenOfAddress({ hash: '', search: '?token=abc' })).toBe('abc');
  expect(tokenOfAddress({ hash: '', search: '' })).toBeNull();
});

test('after the sign-in one is led back to a page of this Carrel and nowhere else', () => {
  const next = (target: string) => afterSignIn({ origin, search: `?next=${encodeURIComponent(target)}` });
  expect(next('/documents/?state=failed')).toBe('/documents/?state=failed');
  for (const elsewhere of [
    'https://evil.example/',
    '//evil.example/x',
    'javascript:alert(1)',
    '\\\\evil.example',
    '/sign-in/',
    '/welcome/#token=x',
  ])
    expect(next(elsewhere)).toBe('/');
  expect(afterSignIn({ origin, search: '' })).toBe('/');
});
