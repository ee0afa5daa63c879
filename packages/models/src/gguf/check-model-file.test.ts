import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GgufTestFile } from '../../../../test/support/builders/a-gguf-file.ts';
import { aGgufFile } from '../../../../test/support/builders/a-gguf-file.ts';
import { needsFile, sharedPath } from '../../../../test/support/require.ts';
import { OutOfBytesError } from './byte-cursor.ts';
import { checkModelFile } from './check-model-file.ts';
import { GgufFormatError } from './gguf-format-error.ts';
import { parseGgufHeader } from './parse-gguf-header.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-gguf-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function check(bytes: Uint8Array, name = 'model.gguf') {
  await writeFile(join(folder, name), bytes);
  return checkModelFile(join(folder, name));
}

const architecture = { type: 'string', value: 'llama' } as const;
const part = (number: number, count: number): GgufTestFile => ({
  metadata: {
    ...(number === 1 ? { 'general.architecture': architecture } : {}),
    'split.no': { type: 'uint16', value: number - 1 },
    'split.count': { type: 'uint16', value: count },
  },
  tensors: [{ name: `weights.${number}`, dimensions: [32], offsetBytes: 0 }],
});

describe('a correct file', () => {
  it('passes, with its size', async () => {
    const bytes = aGgufFile();
    await expect(check(bytes)).resolves.toMatchObject({ type: 'valid', sizeBytes: bytes.byteLength });
  });

  it('passes with a header of many megabytes', async () => {
    const vocabulary = Array.from({ length: 200_000 }, (_, index) => `token number ${index}`);
    const bytes = aGgufFile({
      metadata: { 'general.architecture': architecture, 'tokenizer.ggml.tokens': { type: 'string-array', value: vocabulary } },
    });
    await expect(check(bytes)).resolves.toMatchObject({ type: 'valid' });
  });

  it('passes in several parts, with the size of all', async () => {
    const parts = [1, 2].map((number) => aGgufFile(part(number, 2)));
    await check(parts[1] ?? Buffer.alloc(0), 'big-00002-of-00002.gguf');
    const sizeBytes = parts.reduce((sum, bytes) => sum + bytes.byteLength, 0);
    await expect(check(parts[0] ?? Buffer.alloc(0), 'big-00001-of-00002.gguf')).resolves.toMatchObject({ type: 'valid', sizeBytes });
  });
});

describe('a file that is refused', () => {
  const tensor = { name: 'weights', dimensions: [32], offsetBytes: 0 };
  const withMetadata = (key: string, type: 'uint32', value: number) =>
    aGgufFile({ metadata: { 'general.architecture': architecture, [key]: { type, value } } });
  const patched = (offset: number, bytes: readonly number[]) => {
    const file = aGgufFile();
    file.set(bytes, offset);
    return file;
  };
  it.each<[string, Uint8Array, RegExp]>([
    ['is empty', Buffer.alloc(0), /ends \(at 0 bytes\)/],
    ['is something else', Buffer.from('PK\u0003\u0004 and more than sixteen bytes'), /no GGUF file/],
    ['has an unknown version', patched(4, [9, 0, 0, 0]), /version 9/],
    ['is big-endian', patched(4, [0, 0, 0, 3]), /big-endian/],
    ['claims more tensors than there can be', patched(8, [0, 0, 0, 0, 1, 0, 0, 0]), /4294967296 tensors/],
    ['claims a count beyond every number', patched(8, [255, 255, 255, 255, 255, 255, 255, 255]), /not possible/],
    ['has a string beyond all bounds', patched(24, [0, 0, 0, 16]), /string of 268435456 bytes/],
    [
      'has a key of a type that aborts the loader',
      withMetadata('split.count', 'uint32', 1),
      /"split.count" has type uint32; the loader expects uint16/,
    ],
    ['has an alignment that is none', withMetadata('general.alignment', 'uint32', 48), /power of two/],
    ['has two tensors of one name', aGgufFile({ tensors: [tensor, tensor] }), /two tensors "weights"/],
    ['has a tensor of five dimensions', aGgufFile({ tensors: [{ ...tensor, dimensions: [2, 2, 2, 2, 2] }] }), /5 dimensions/],
    ['has a tensor with a dimension of 0', aGgufFile({ tensors: [{ ...tensor, dimensions: [32, 0] }] }), /dimension of 0/],
    ['has a tensor that starts between two places', aGgufFile({ tensors: [{ ...tensor, offsetBytes: 16 }] }), /no multiple of 32/],
    ['has rows that are no whole blocks', aGgufFile({ tensors: [{ ...tensor, dimensions: [33], type: 8 }] }), /no multiple of 32 \(Q8_0\)/],
    [
      'has a tensor larger than every disk',
      aGgufFile({ tensors: [{ ...tensor, dimensions: [2 ** 40, 2 ** 40] }], dataBytes: 64 }),
      /claims a size/,
    ],
    ['ends before its tensors do', aGgufFile({ dataBytes: 100 }), /download may be incomplete/],
    ['has no tensors', aGgufFile({ tensors: [] }), /no tensors/],
    ['names no architecture', aGgufFile({ metadata: {} }), /architecture/],
    ['is a part, but not named like one', aGgufFile(part(1, 3)), /in 3 files/],
  ])('%s', async (_name, bytes, reason) => {
    const result = await check(bytes);
    expect(result).toMatchObject({ type: 'invalid', reason: expect.stringMatching(reason) });
    expect(result).toMatchObject({ reason: expect.stringMatching(/^The model file model\.gguf cannot be loaded: .*\.$/) });
  });

  it('is missing, or one of its parts is', async () => {
    await expect(checkModelFile(join(folder, 'none.gguf'))).resolves.toMatchObject({
      type: 'invalid',
      reason: expect.stringContaining('it is missing'),
    });
    const incomplete = await check(aGgufFile(part(1, 3)), 'half-00001-of-00003.gguf');
    expect(incomplete).toMatchObject({
      type: 'invalid',
      reason: expect.stringContaining('half-00002-of-00003.gguf cannot be loaded: it is missing'),
    });
  });

  it('is a later part, or one with the number of another', async () => {
    await expect(check(aGgufFile(part(2, 2)), 'later-00002-of-00002.gguf')).resolves.toMatchObject({
      reason: expect.stringContaining('name the first part'),
    });
    await expect(check(aGgufFile(part(2, 2)), 'mixed-00001-of-00002.gguf')).resolves.toMatchObject({
      reason: expect.stringContaining('says otherwise'),
    });
  });
});

describe('whatever is in a file', () => {
  it('the header is read, refused, or needs more bytes; nothing else happens', () => {
    const good = aGgufFile({
      metadata: { 'general.architecture': architecture, 'tokenizer.ggml.tokens': { type: 'string-array', value: ['a', 'b', '€'] } },
    });
    const change = fc.record({ at: fc.nat({ max: good.byteLength - 1 }), bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat({ max: good.byteLength }), (changes, length) => {
        const bytes = Buffer.from(good);
        for (const { at, bytes: changed } of changes) bytes.set(changed.subarray(0, good.byteLength - at), at);
        expectReadOrRefused(bytes.subarray(0, length));
      }),
      { numRuns: 2_000 },
    );
  });

  it('no tensor of a file that passes lies outside it', async () => {
    const tensors = fc.uniqueArray(
      fc.record({
        name: fc.stringMatching(/^[a-z]{1,8}$/),
        dimensions: fc.array(fc.integer({ min: 1, max: 2 ** 20 }), { minLength: 1, maxLength: 4 }),
        offset: fc.nat({ max: 1000 }),
      }),
      {
        selector: ({ name }) => name,
        minLength: 1,
        maxLength: 3,
      },
    );
    await fc.assert(
      fc.asyncProperty(tensors, fc.nat({ max: 4096 }), async (generated, dataBytes) => {
        const result = await check(
          aGgufFile({ tensors: generated.map(({ offset, ...tensor }) => ({ ...tensor, offsetBytes: offset * 32 })), dataBytes }),
        );
        if (result.type === 'invalid') return;
        const ends = result.header.tensors.map((tensor) => tensor.offsetBytes + tensor.sizeBytes);
        expect(Math.max(...ends)).toBeLessThanOrEqual(dataBytes);
      }),
      { numRuns: 50 },
    );
  });
});

function expectReadOrRefused(bytes: Uint8Array): void {
  try {
    parseGgufHeader(bytes);
  } catch (error) {
    expect(error instanceof GgufFormatError || error instanceof OutOfBytesError).toBe(true);
  }
}

describe.runIf(needsFile('models', 'broken-gguf'))('real files', () => {
  it('are told apart from those that abort the loader', async () => {
    const models = [
      'all-minilm-l6-v2/all-MiniLM-L6-v2.Q8_0.gguf',
      'glove5k-bert/glove5k-bert-f32.gguf',
      'smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf',
      'stories260k-chat/stories260K-f32-chat.gguf',
    ];
    for (const model of models) await expect(checkModelFile(sharedPath('models', model))).resolves.toMatchObject({ type: 'valid' });
    const split = await checkModelFile(sharedPath('models', 'broken-gguf', 'ferrox_real_test_split-00001-of-00003.gguf'));
    expect(split).toMatchObject({ type: 'invalid', reason: expect.stringContaining('would abort') });
  });
});
