import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, test } from 'vitest';
import { readCatalogue } from '../catalogue/read-catalogue.ts';
import { findAlternatives } from './find-alternatives.ts';
import { fitSentence } from './fit-sentence.ts';
import { judgeFit } from './judge-fit.ts';
import { imaginedMachine, parseCards } from './machine-memory.ts';
import { gibibyte, totalBytes } from './memory-needs.ts';
import { parseSizeWords, shapeOfEntry, shapeOfSize } from './model-shape.ts';
import { recogniseOtherFormat } from './other-format.ts';

const catalogue = await readCatalogue({ ownPath: null, keyPath: null });

function shapeOf(words: string) {
  const [name = '', precision] = words.split('@', 2);
  const entry = catalogue.find((one) => one.name === name);
  const size = parseSizeWords(words);
  const shape = entry === undefined ? size && shapeOfSize(size, words) : shapeOfEntry(entry, precision);
  if (shape === null) throw new Error(`${words} is no model`);
  return shape;
}

function ask(words: string, sizes: { readonly ram: number; readonly vram?: readonly number[] }, contextTokens = 4_096) {
  const shape = shapeOf(words);
  const cardBytes = (sizes.vram ?? []).map((size) => size * gibibyte);
  const machine = imaginedMachine({ ramBytes: sizes.ram * gibibyte, cardBytes, threads: 8 });
  const wishes = { contextTokens, parallelAnswers: 1 };
  const fit = judgeFit(shape, wishes, machine);
  const alternatives = findAlternatives({ shape, wishes, role: 'answer' }, machine, catalogue);
  expect(totalBytes(fit.sum)).toBeCloseTo(fit.neededBytes, -1);
  return {
    ...fit,
    alternatives,
    sentence: fitSentence(fit, alternatives),
    part: (name: string) => fit.sum.find((one) => one.part === name)?.sizeBytes ?? 0,
  };
}

test.each(['7B-Q4_K_M', 'mistral-7b-instruct-v0.3'])('%s does not fit on 8 GB with an office running beside it', (words) => {
  const fit = ask(words, { ram: 8 });
  expect(fit.verdict).toBe('none');
  expect(fit.part('weights') / gibibyte).toBeGreaterThan(3.9);
  expect(fit.part('weights') / gibibyte).toBeLessThan(4.3);
  expect(fit.part('programs')).toBeGreaterThan(0);
  expect(fit.alternatives.some((one) => one.kind === 'model')).toBe(true);
  expect(fit.sentence).toMatch(/^does not fit: needs \d+\.\d GiB, has 8\.0 GiB; these fit: /);
});

it('would fit on 16 GB, on the processor', () => {
  expect(ask('7B-Q4_K_M', { ram: 16 })).toMatchObject({ verdict: 'cpu', gpuLayers: null });
  expect(ask('7B-Q4_K_M', { ram: 16 }).tokensPerSecond).toBeGreaterThan(2);
});

test.each(['13B-Q4_K_M', 'llama-2-13b-chat'])('%s fits on a card of 24 GB', (words) => {
  const fit = ask(words, { ram: 32, vram: [24] });
  expect(fit).toMatchObject({ verdict: 'gpu', sentence: expect.stringMatching(/^fits on the GPU: needs 1[12]\.\d GiB, has 24\.0 GiB$/) });
});

it('says how many layers a smaller card takes', () => {
  const fit = ask('13B-Q4_K_M', { ram: 32, vram: [8] });
  expect(fit.verdict).toBe('gpu-layers');
  expect(fit.gpuLayers).toBeGreaterThan(15);
  expect(fit.gpuLayers).toBeLessThan(40);
});

test.each(['70B-F16', 'llama-3.3-70b-instruct@F16'])('%s does not fit on 64 GB', (words) => {
  const fit = ask(words, { ram: 64 });
  expect(fit).toMatchObject({ verdict: 'none', availableBytes: 64 * gibibyte });
  expect(fit.part('weights') / gibibyte).toBeGreaterThan(129);
  expect(fit.alternatives).toContainEqual(expect.objectContaining({ kind: 'precision', precision: expect.stringMatching(/^Q[56]/) }));
});

test.each(['109B-A17B-Q4_K_M', 'llama-4-scout-17b-16e-instruct'])('of %s all experts count: it does not fit on 64 GB', (words) => {
  const fit = ask(words, { ram: 64 });
  expect(fit.verdict).toBe('none');
  expect(fit.part('weights') / gibibyte).toBeGreaterThan(60);
  expect(fit.sum.find((part) => part.part === 'weights')?.how).toContain('109 billion parameters, all experts');
  expect(ask(words, { ram: 96 })).toMatchObject({ verdict: 'cpu' });
});

it('is slower by what is active, not by what is there', () => {
  const [mixture, dense] = [ask('109B-A17B-Q4_K_M', { ram: 128 }), ask('109B-Q4_K_M', { ram: 128 })];
  expect((mixture.tokensPerSecond ?? 0) / (dense.tokensPerSecond ?? 1)).toBeCloseTo(109 / 17, 0);
});

it('counts the context of every answer', () => {
  const shape = shapeOf('llama-3.2-3b-instruct');
  const machine = imaginedMachine({ ramBytes: 64 * gibibyte, cardBytes: [], threads: 8 });
  const context = (contextTokens: number, parallelAnswers: number) =>
    judgeFit(shape, { contextTokens, parallelAnswers }, machine).sum.find((part) => part.part === 'context')?.sizeBytes;
  // 28 layers × 8 heads × 256 numbers × 2 bytes.
  expect(context(1_000, 1)).toBe(114_688_000);
  expect(context(1_000, 4)).toBe(4 * 114_688_000);
});

it('proposes a shorter context where that is enough', () => {
  const fit = ask('llama-3.2-3b-instruct', { ram: 12 }, 131_072);
  expect(fit.verdict).toBe('none');
  expect(fit.alternatives).toContainEqual(expect.objectContaining({ kind: 'context', contextTokens: 32_768 }));
});

it('reads sizes in words', () => {
  expect(parseSizeWords('7B')).toEqual({ parameters: 7e9, activeParameters: 7e9, precision: 'Q4_K_M' });
  expect(parseSizeWords('0.6b-q8_0')).toEqual({ parameters: 6e8, activeParameters: 6e8, precision: 'Q8_0' });
  expect(parseSizeWords('109B-A17B@Q3_K_M')).toEqual({ parameters: 109e9, activeParameters: 17e9, precision: 'Q3_K_M' });
  expect(['seven', '7B-Q99', 'B', '0B'].map(parseSizeWords)).toEqual([null, null, null, null]);
});

it('reads what the tool of the cards says', () => {
  expect(parseCards('NVIDIA L4, 23034, 22563\nNVIDIA L4, 23034, 100\n')).toEqual([
    { name: 'NVIDIA L4', totalBytes: 23_034 * 1024 ** 2, freeBytes: 22_563 * 1024 ** 2 },
    { name: 'NVIDIA L4', totalBytes: 23_034 * 1024 ** 2, freeBytes: 100 * 1024 ** 2 },
  ]);
  expect(parseCards('NVIDIA-SMI has failed')).toEqual([]);
});

it('recognises models for other servers, and says how to serve them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'carrel-format-'));
  try {
    const quantised = join(folder, 'my-model');
    await mkdir(quantised);
    await writeFile(join(quantised, 'model.safetensors'), '');
    await expect(recogniseOtherFormat(quantised)).resolves.toMatchObject({ format: 'safetensors' });
    await writeFile(join(quantised, 'config.json'), '{"quantization_config":{"quant_method":"awq"}}');
    await expect(recogniseOtherFormat(quantised)).resolves.toMatchObject({
      format: 'awq',
      commands: [expect.stringContaining(`vllm serve ${quantised}`), expect.stringContaining('--quantize awq')],
    });
  } finally {
    await rm(folder, { recursive: true });
  }
  await expect(recogniseOtherFormat('someone/Llama-2-13B-chat-GPTQ')).resolves.toMatchObject({ format: 'gptq' });
  await expect(recogniseOtherFormat("a b'c-awq")).resolves.toMatchObject({
    commands: [expect.stringContaining(String.raw`'a b'\''c-awq'`), expect.anything()],
  });
  await expect(recogniseOtherFormat('llama-3.2-1b')).resolves.toBeNull();
});
