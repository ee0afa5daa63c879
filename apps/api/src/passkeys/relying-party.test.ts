import { expect, it } from 'vitest';
import { relyingPartyOf } from './relying-party.ts';

const local = 'http://127.0.0.1:3000';

it.each([
  ['https://carrel.example.com', { id: 'carrel.example.com', origin: 'https://carrel.example.com' }],
  ['https://carrel.example.com:8443', { id: 'carrel.example.com', origin: 'https://carrel.example.com:8443' }],
  ['http://localhost:3000', { id: 'localhost', origin: 'http://localhost:3000' }],
  ['http://carrel.example.com', null],
  ['https://192.0.2.7', null],
  ['https://[2001:db8::7]', null],
])('the public address %s gives %o', (publicOrigin, expected) => {
  expect(relyingPartyOf({ publicOrigin, baseUrl: local })).toEqual(expected);
});

it('without a public address it is this machine, by its name', () => {
  expect(relyingPartyOf({ publicOrigin: null, baseUrl: local })).toEqual({ id: 'localhost', origin: 'http://localhost:3000' });
});
