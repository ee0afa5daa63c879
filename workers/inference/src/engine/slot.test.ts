import type { Token } from 'node-llama-cpp';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { ReadPromptOptions, Slot } from './slot.ts';
import { chooseSlot, reusableTokens } from './slot.ts';
import { pieceTokensOf, slotCountOf } from './generation-sizes.ts';

/** The library brands its tokens; they are numbers. */
const tokens = (...numbers: readonly number[]): Token[] => numbers as unknown as Token[];
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

type State = Pick<Slot, 'cacheScope' | 'systemTokens' | 'readTokens'>;
function reuse(
  state: State & { readonly tokens: readonly number[] },
  next: { readonly scope: string | null; readonly tokens: readonly number[]; readonly systemTokens: number },
  pieceTokens = 1,
): number {
  const options: Pick<ReadPromptOptions, 'prompt' | 'cacheScope' | 'pieceTokens'> = {
    prompt: { history: [], tokens: tokens(...next.tokens), systemTokens: next.systemTokens },
    cacheScope: next.scope,
    pieceTokens,
  };
  return reusableTokens(state, tokens(...state.tokens), options);
}

describe('state of a slot', () => {
  const conversation = { cacheScope: 'anna', systemTokens: 3, readTokens: 8, tokens: range(0, 10) };

  it('goes on in the same conversation as far as the prompt is the same', () => {
    expect(reuse(conversation, { scope: 'anna', tokens: [...range(0, 6), 99, 100], systemTokens: 3 })).toBe(6);
  });

  it('that was generated is read again as prompt', () => {
    expect(reuse(conversation, { scope: 'anna', tokens: range(0, 20), systemTokens: 3 })).toBe(8);
  });

  it('goes on to another conversation with the system message alone', () => {
    expect(reuse(conversation, { scope: 'ben', tokens: range(0, 20), systemTokens: 3 })).toBe(3);
    expect(reuse(conversation, { scope: null, tokens: range(0, 20), systemTokens: 3 })).toBe(3);
    expect(reuse({ ...conversation, cacheScope: null }, { scope: null, tokens: range(0, 20), systemTokens: 3 })).toBe(3);
  });

  it('is not even so far reused when the other system message is shorter or another', () => {
    expect(reuse(conversation, { scope: 'ben', tokens: range(0, 20), systemTokens: 2 })).toBe(2);
    expect(reuse(conversation, { scope: 'ben', tokens: [7, ...range(1, 20)], systemTokens: 3 })).toBe(0);
  });

  it('leaves at least one token of the prompt to start from', () => {
    expect(reuse(conversation, { scope: 'anna', tokens: range(0, 8), systemTokens: 3 })).toBe(7);
  });

  test('crosses scopes by nothing but the common system message, in whole pieces', () => {
    const numbers = fc.array(fc.nat({ max: 2 }), { maxLength: 40 });
    const scopes = fc.constantFrom('anna', 'ben', null);
    fc.assert(
      fc.property(
        numbers,
        numbers,
        fc.record({ old: scopes, next: scopes }),
        fc.record({ old: fc.nat(40), next: fc.nat(40), read: fc.nat(40), piece: fc.integer({ min: 1, max: 8 }) }),
        (old, next, scope, sizes) => {
          const reused = reuse(
            { cacheScope: scope.old, systemTokens: sizes.old, readTokens: sizes.read, tokens: old },
            { scope: scope.next, tokens: next, systemTokens: sizes.next },
            sizes.piece,
          );
          expect(old.slice(0, reused)).toEqual(next.slice(0, reused));
          expect(reused % sizes.piece).toBe(0);
          expect(reused).toBeLessThanOrEqual(Math.min(sizes.read, Math.max(0, next.length - 1)));
          if (scope.old !== scope.next || scope.old === null) expect(reused).toBeLessThanOrEqual(Math.min(sizes.old, sizes.next));
        },
      ),
    );
  });
});

describe('choice of a slot', () => {
  const slot = (cacheScope: string | null, isBusy = false) => ({ cacheScope, isBusy }) as unknown as Slot;
  it('prefers the one of the conversation, then one of nobody, then any that is free', () => {
    const [anna, nobody, ben] = [slot('anna'), slot(null), slot('ben')];
    expect(chooseSlot([ben, nobody, anna], 'anna')).toBe(anna);
    expect(chooseSlot([ben, nobody], 'anna')).toBe(nobody);
    expect(chooseSlot([ben], 'anna')).toBe(ben);
    expect(chooseSlot([slot('anna', true), ben], 'anna')).toBe(ben);
    expect(chooseSlot([slot('anna', true)], 'anna')).toBeUndefined();
  });
});

describe('sizes', () => {
  it('a piece of prompt is a power of two between 8 and 512 tokens', () => {
    expect(pieceTokensOf({ threads: 2, modelBytes: 98_000_000 })).toBe(32);
    expect(pieceTokensOf({ threads: 2, modelBytes: 1_000_000 })).toBe(512);
    expect(pieceTokensOf({ threads: 8, modelBytes: 4_700_000_000 })).toBe(8);
  });
  it('answers are written one after the other on few threads', () => {
    expect([1, 2, 4, 8, 64].map((threads) => slotCountOf({ threads, isOnGpu: false }))).toEqual([1, 1, 1, 2, 4]);
  });
});
