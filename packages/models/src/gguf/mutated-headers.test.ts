import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorCatalogue } from '@carrel/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aGgufFile } from '../../../../test/support/builders/a-gguf-file.ts';
import { mutateBytes, seededRandom } from '../../../../test/support/builders/mutate-bytes.ts';
import { needsFile, sharedPath } from '../../../../test/support/require.ts';
import type { GgufHeader } from './parse-gguf-header.ts';
import { OutOfBytesError } from './byte-cursor.ts';
import { checkModelFile } from './check-model-file.ts';
import { checkTensorPlaces } from './check-tensor-places.ts';
import { GgufFormatError } from './gguf-format-error.ts';
import { ggmlTensorTypes } from './gguf-types.ts';
import { parseGgufHeader } from './parse-gguf-header.ts';

const mutants = 5_000;
const startBytes = 64 * 1024;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-mutants-'));
});
afterAll(() => rm(folder, { recursive: true }));

const vocabulary = ['<s>', '</s>', 'a', 'b', '€'];
const good = aGgufFile({
  metadata: {
    'general.architecture': { type: 'string', value: 'llama' },
    'general.alignment': { type: 'uint32', value: 32 },
    'llama.block_count': { type: 'uint32', value: 2 },
    'llama.context_length': { type: 'uint32', value: 128 },
    'tokenizer.ggml.model': { type: 'string', value: 'llama' },
    'tokenizer.ggml.tokens': { type: 'string-array', value: vocabulary },
    'tokenizer.ggml.bos_token_id': { type: 'uint32', value: 0 },
  },
  tensors: [
    { name: 'token_embd.weight', dimensions: [32, 5], offsetBytes: 0 },
    { name: 'blk.0.attn_q.weight', dimensions: [32, 32], type: 8, offsetBytes: 640 },
    { name: 'output_norm.weight', dimensions: [32], offsetBytes: 1_728 },
  ],
  dataBytes: 1_856,
});

/** Whether it is accepted. What is, lies within the file: computed anew from dimensions and types, with whole numbers of any size. */
function accepts(bytes: Buffer): boolean {
  const header = headerIfAccepted(bytes);
  if (header === null) return false;
  const places = header.tensors.map((tensor) => {
    const layout = ggmlTensorTypes.get(tensor.type);
    if (layout === undefined) throw new Error(`a tensor of the unknown type ${tensor.type} was accepted`);
    const numbers = tensor.dimensions.reduce((product, dimension) => product * BigInt(dimension), 1n);
    const start = BigInt(header.dataOffsetBytes) + BigInt(tensor.offsetBytes);
    return { start, end: start + (numbers / BigInt(layout.blockLength)) * BigInt(layout.blockSizeBytes) };
  });
  const ordered = places.toSorted((left, right) => (left.start < right.start ? -1 : 1));
  for (const [index, place] of ordered.entries()) {
    expect(place.end <= BigInt(bytes.byteLength)).toBe(true);
    expect(place.start >= (ordered[index - 1]?.end ?? 0n)).toBe(true);
  }
  return true;
}

/** The two steps that reading a file has, without the file: thousands of those would wait for the disk. */
function headerIfAccepted(bytes: Buffer): GgufHeader | null {
  try {
    const header = parseGgufHeader(bytes);
    checkTensorPlaces(header, bytes.byteLength);
    return header;
  } catch (error) {
    if (error instanceof OutOfBytesError) return null;
    if (!(error instanceof GgufFormatError)) throw error;
    expect(errorCatalogue[error.code].text).not.toBe('');
    expect([error.facts.expected, error.facts.found]).not.toContain('');
    return null;
  }
}

describe('mutated headers', { timeout: 120_000 }, () => {
  it(`of ${mutants}, none crashes the check and none is accepted that reaches beyond the file`, async () => {
    const random = seededRandom(20_261_125);
    let accepted = 0;
    for (let index = 0; index < mutants; index += 1) if (accepts(mutateBytes(good, random))) accepted += 1;
    expect(accepts(good)).toBe(true);
    expect(accepted).toBeGreaterThan(0);
    expect(accepted).toBeLessThan((mutants * 2) / 3);
  });

  it('are judged alike where they lie in a file', async () => {
    const random = seededRandom(3);
    const path = join(folder, 'mutant.gguf');
    for (let index = 0; index < 40; index += 1) {
      const bytes = mutateBytes(good, random);
      await writeFile(path, bytes);
      const check = await checkModelFile(path);
      if (check.type === 'valid') expect(accepts(bytes)).toBe(true);
      else expect(check.advice).toBe(errorCatalogue[check.code].text);
    }
  });

  it.runIf(needsFile('models', 'broken-gguf'))('of real files neither', async () => {
    const random = seededRandom(7);
    for (const file of ['broken-gguf/ferrox_real_test.gguf', 'stories260k-chat/stories260K-f32-chat.gguf']) {
      const bytes = await readFile(sharedPath('models', file));
      for (let index = 0; index < 200; index += 1) {
        const start = mutateBytes(bytes.subarray(0, startBytes), random);
        expect(accepts(Buffer.concat([start, bytes.subarray(startBytes)]))).toBeTypeOf('boolean');
      }
    }
  });

  it.runIf(needsFile('models', 'broken-gguf'))('and of the broken files beside the project, each is refused with its code', async () => {
    const check = (name: string) => checkModelFile(sharedPath('models', 'broken-gguf', name));
    await expect(check('ferrox_real_test.gguf')).resolves.toMatchObject({ code: 'MODEL_ARCHITECTURE_UNSUPPORTED', found: 'ferroxtest' });
    await expect(check('ferrox_real_test_split-00001-of-00003.gguf')).resolves.toMatchObject({ code: 'MODEL_FILE_KEY_TYPE' });
    await expect(check('ferrox_real_test_split-00002-of-00003.gguf')).resolves.toMatchObject({ code: 'MODEL_FILE_SPLIT' });
  });
});

describe('a file that the loader would crash on or read beyond', () => {
  const architecture = { type: 'string', value: 'llama' } as const;
  const tensor = { name: 'weights', dimensions: [32] };
  it.each([
    [
      'has two tensors on the same bytes',
      aGgufFile({
        tensors: [
          { ...tensor, offsetBytes: 0 },
          { ...tensor, name: 'other', offsetBytes: 96 },
        ],
      }),
      'MODEL_FILE_OVERLAP',
    ],
    ['has a tensor of an unknown type', aGgufFile({ tensors: [{ ...tensor, offsetBytes: 0, type: 99 }] }), 'MODEL_FILE_TENSOR'],
    [
      'has tokens that are no texts',
      aGgufFile({ metadata: { 'general.architecture': architecture, 'tokenizer.ggml.tokens': { type: 'uint32', value: 4 } } }),
      'MODEL_FILE_KEY_TYPE',
    ],
    [
      'has scores that are texts',
      aGgufFile({
        metadata: { 'general.architecture': architecture, 'tokenizer.ggml.scores': { type: 'string-array', value: ['1', '2'] } },
      }),
      'MODEL_FILE_KEY_TYPE',
    ],
    [
      'has fewer scores than tokens',
      aGgufFile({
        metadata: {
          'general.architecture': architecture,
          'tokenizer.ggml.tokens': { type: 'string-array', value: vocabulary },
          'tokenizer.ggml.scores': { type: 'float32-array', value: [0, 0] },
        },
      }),
      'MODEL_FILE_KEY_TYPE',
    ],
    [
      'has a number of layers that is a text',
      aGgufFile({ metadata: { 'general.architecture': architecture, 'llama.block_count': { type: 'string', value: '2' } } }),
      'MODEL_FILE_KEY_TYPE',
    ],
    [
      'is of an unknown architecture',
      aGgufFile({ metadata: { 'general.architecture': { type: 'string', value: 'perceptron' } } }),
      'MODEL_ARCHITECTURE_UNSUPPORTED',
    ],
    ['is another kind of file', Buffer.from('{"model":"x"} and some more bytes'), 'MODEL_FILE_NOT_GGUF'],
  ])('%s', async (_what, bytes, code) => {
    const path = join(folder, 'refused.gguf');
    await writeFile(path, bytes);
    await expect(checkModelFile(path)).resolves.toMatchObject({ type: 'invalid', code });
  });

  it('is split into parts that hold one tensor twice', async () => {
    const part = (number: number) =>
      aGgufFile({
        metadata: {
          'general.architecture': architecture,
          'split.no': { type: 'uint16', value: number },
          'split.count': { type: 'uint16', value: 2 },
        },
      });
    await writeFile(join(folder, 'twice-00001-of-00002.gguf'), part(0));
    await writeFile(join(folder, 'twice-00002-of-00002.gguf'), part(1));
    await expect(checkModelFile(join(folder, 'twice-00001-of-00002.gguf'))).resolves.toMatchObject({ code: 'MODEL_FILE_SPLIT' });
  });
});
