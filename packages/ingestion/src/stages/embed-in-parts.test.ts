import type { EmbeddingModel } from '@carrel/core';
import { expect, it } from 'vitest';
import { embedInParts } from './embed-in-parts.ts';

/** Counts words, takes five of them, and gives a vector of the first letters. */
function aModel(): EmbeddingModel & { readonly inputs: string[] } {
  const inputs: string[] = [];
  const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');
  return {
    inputs,
    name: 'five words',
    id: 'five words',
    dimensions: 2,
    maxInputTokens: 7,
    maxInputsPerCall: 8,
    countTokens: async (texts) => texts.map((text) => words(text).length),
    embed: async (texts) => {
      inputs.push(...texts);
      for (const text of texts) if (words(text).length > 5) throw new Error('too long');
      return texts.map((text) => (text.trim().startsWith('a') ? new Float32Array([1, 0]) : new Float32Array([0, 1])));
    },
  };
}
const signal = new AbortController().signal;

it('leaves alone what fits', async () => {
  const model = aModel();
  const split: number[] = [];
  const vectors = await embedInParts(model, ['a a a', 'b'], { signal, onSplit: (count) => split.push(count) });
  expect(vectors).toEqual([new Float32Array([1, 0]), new Float32Array([0, 1])]);
  expect([model.inputs, split]).toEqual([['a a a', 'b'], []]);
});

it('takes the mean of the parts of what is longer, weighed by their length and of length 1, and loses no word', async () => {
  const model = aModel();
  const text = 'a a a bb bb bb bb bb';
  let split = 0;
  const [vector, short] = await embedInParts(model, [text, 'b'], { signal, onSplit: (count) => (split += count) });
  expect(split).toBe(1);
  expect(model.inputs.slice(0, -1).join('')).toBe(text);
  expect(Math.hypot(...(vector ?? []))).toBeCloseTo(1, 5);
  expect(vector?.[0]).toBeGreaterThan(0);
  expect(vector?.[1]).toBeGreaterThan(vector?.[0] ?? 1);
  expect(short).toEqual(new Float32Array([0, 1]));
});

it('cuts a long run without spaces, and no character in half', async () => {
  const counting = aModel();
  const model: EmbeddingModel = {
    ...counting,
    countTokens: async (texts) => texts.map((text) => text.length),
    embed: async (texts) => {
      for (const text of texts) expect(text.isWellFormed() && text.length <= 5).toBe(true);
      return texts.map(() => new Float32Array([1, 0]));
    },
  };
  const [vector] = await embedInParts(model, ['🔬'.repeat(23)], { signal, onSplit: () => undefined });
  expect(vector).toEqual(new Float32Array([1, 0]));
});
