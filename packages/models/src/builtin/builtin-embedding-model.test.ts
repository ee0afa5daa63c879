import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtinVectorsFile, createBuiltinEmbeddings } from './builtin-embedding-model.ts';
import { createWordPieceTokenizer } from './word-piece.ts';
import { decodeStaticVectors, encodeStaticVectors } from './static-vectors.ts';

const cosine = (one: Float32Array, other: Float32Array) => one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);

async function builtin() {
  const model = await createBuiltinEmbeddings().current();
  if (model === null) throw new Error('there is always a built-in embedder');
  return model;
}

describe('the built-in embedder', () => {
  it('is small, and known by the hash of its file', async () => {
    const model = await builtin();
    expect(statSync(builtinVectorsFile).size).toBeLessThanOrEqual(12_000_000);
    expect(model).toMatchObject({ name: 'carrel-static-1', dimensions: 256, maxInputTokens: 512 });
    expect(model.id).toMatch(/^[0-9a-f]{64}$/);
  });

  it('gives vectors of length 1, also to texts that it knows nothing of', async () => {
    const model = await builtin();
    for (const vector of await model.embed(['Employees get 30 days of leave.', '', '🎄', 'ü'], { purpose: 'document' })) {
      expect(vector).toHaveLength(256);
      expect(cosine(vector, vector)).toBeCloseTo(1, 4);
    }
  });

  it.each([
    ['How much holiday do I get?', 'Employees have 30 vacation days a year.', 'The printer is on the second floor.'],
    ['Who pays for the hotel?', 'Accommodation on business trips is reimbursed.', 'Passwords have 14 characters.'],
    ['my computer was stolen', 'Report a lost laptop to security at once.', 'The canteen opens at noon.'],
  ])('puts what means the same nearer: %s', async (question, near, far) => {
    const [asked, one, other] = await (await builtin()).embed([question, near, far], { purpose: 'query' });
    if (asked === undefined || one === undefined || other === undefined) throw new Error('expected three vectors');
    expect(cosine(asked, one)).toBeGreaterThan(cosine(asked, other));
  });

  it('counts the tokens that it takes, and refuses what is longer instead of cutting it', async () => {
    const model = await builtin();
    expect(await model.countTokens(['Hello, world!', ''])).toEqual([4, 0]);
    await expect(model.embed(['word '.repeat(513)], { purpose: 'document' })).rejects.toMatchObject({ code: 'INPUT_TOO_LONG' });
  });
});

describe('createWordPieceTokenizer', () => {
  const tokenize = createWordPieceTokenizer(['un', '##able', '##ab', 'able', '.', 'cafe', 'x']);
  it.each([
    ['unable', [0, 1]],
    ['Unable able.', [0, 1, 3, 4]],
    ['café', [5]],
    ['unknown x', [6]],
    ['', []],
  ])('splits %s into the longest pieces', (text, expected) => {
    expect(tokenize(text)).toEqual(expected);
  });
});

describe('the file of static vectors', () => {
  const vectors = {
    name: 'small',
    dimensions: 2,
    vocabulary: ['a', 'ü'],
    scales: Float32Array.of(0.5, 0.25),
    vectors: Int8Array.of(1, -2, 127, -127),
  };

  it('is read back as it was written', () => {
    expect(decodeStaticVectors(encodeStaticVectors(vectors))).toEqual(vectors);
  });

  it.each([
    ['of another kind', new Uint8Array(100)],
    ['that was cut', encodeStaticVectors(vectors).slice(0, -1)],
  ])('is refused when it is one %s', (_name, bytes) => {
    expect(() => decodeStaticVectors(bytes)).toThrow(/expected/);
  });
});
