import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressOfTarget, isSameTarget, targetOfAddress } from './reader-target.ts';

test('a target that went through the address is the same', () => {
  const span = fc.tuple(fc.nat(999_999), fc.integer({ min: 1, max: 9999 })).map(([start, size]) => ({ start, end: start + size }));
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.option(fc.string({ minLength: 1 })), fc.option(span), (documentId, versionId, at) => {
      const target = { documentId, versionId, span: at };
      expect(targetOfAddress(addressOfTarget(target))).toEqual(target);
    }),
  );
});

test('an address that was tampered with opens the document without a mark', () => {
  for (const at of ['', '5', '9-3', '4-4', 'a-b', '-1-4', '1-2-3', '1.5-2'])
    expect(targetOfAddress({ doc: 'd', version: null, at })).toEqual({ documentId: 'd', versionId: null, span: null });
});

test('a passage is the same whether its version is named or is the active one', () => {
  const target = { documentId: 'd', versionId: 'v1', span: { start: 1, end: 2 } };
  expect(isSameTarget(target, { ...target, versionId: null })).toBe(true);
  expect(isSameTarget(target, { ...target, versionId: 'v2' })).toBe(false);
  expect(isSameTarget(target, { ...target, span: null })).toBe(false);
});
