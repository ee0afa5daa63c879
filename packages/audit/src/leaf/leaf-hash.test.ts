import { expect, test } from 'vitest';
import { leafHash } from './leaf-hash.ts';

test('is the leaf hash of RFC 6962: that of the empty leaf is known', () => {
  expect(leafHash(new Uint8Array())).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
});

test('is the leaf hash of the first entry of the reference tree of RFC 6962', () => {
  expect(leafHash(Uint8Array.of(0x00))).toBe('96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7');
});
