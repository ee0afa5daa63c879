import type { ModelShape } from './model-shape.ts';

export const gibibyte = 1024 ** 3;
const mebibyte = 1024 ** 2;

/** One line of a sum that is shown. */
export interface MemoryPart {
  readonly part: 'weights' | 'context' | 'compute' | 'engine' | 'carrel' | 'system' | 'programs' | 'used-by-others' | 'gpu-reserve';
  readonly sizeBytes: number;
  /** How it was worked out, in words. */
  readonly how: string;
}

export interface LoadWishes {
  /** Prompt and answer of one question together. */
  readonly contextTokens: number;
  /** Answers written at the same time, each with a context of its own. */
  readonly parallelAnswers: number;
}

const keyValueBytes = 2;
const floatBytes = 4;
/** Tokens of a prompt that llama.cpp computes in one go. */
export const batchTokens = 512;
/** Buffers between the layers, as multiples of the width: those of attention and of the wide middle of a layer, twice. */
const buffersPerWidth = 12;
/** Node and llama.cpp with next to no model: 103 MiB were measured with one of 1 MB (2026-11-25). */
export const engineBytes = 110 * mebibyte;

/** What the model itself needs, wherever it is loaded. @see docs/models.md for the formulas in words. */
export function memoryNeeds(shape: ModelShape, wishes: LoadWishes): readonly MemoryPart[] {
  return [
    {
      part: 'weights',
      sizeBytes: shape.weightsBytes,
      how: `${countText(shape.parameters)} parameters${shape.activeParameters < shape.parameters ? ', all experts' : ''}${shape.precision === null ? '' : `, in ${shape.precision}`}`,
    },
    contextPart(shape, wishes),
    computePart(shape, wishes),
  ];
}

/** Keys and values of every token, layer and answer, in 16 bits. */
function contextPart(shape: ModelShape, { contextTokens, parallelAnswers }: LoadWishes): MemoryPart {
  if (shape.isEncoder) return { part: 'context', sizeBytes: 0, how: 'an encoder keeps no context' };
  const { attentionLayers, keyValueHeads, keyAndValueDimensions } = shape;
  return {
    part: 'context',
    sizeBytes: attentionLayers * keyValueHeads * keyAndValueDimensions * keyValueBytes * contextTokens * parallelAnswers,
    how: `${attentionLayers} layers × ${keyValueHeads} heads × ${keyAndValueDimensions} numbers × ${keyValueBytes} bytes × ${contextTokens} tokens × ${parallelAnswers} ${parallelAnswers === 1 ? 'answer' : 'answers'}`,
  };
}

/** The results of one batch: a score for each token of the vocabulary, and what passes between the layers. */
function computePart(shape: ModelShape, { contextTokens }: LoadWishes): MemoryPart {
  const tokens = Math.min(batchTokens, contextTokens);
  const scores = shape.isEncoder ? 0 : shape.vocabularyTokens;
  return {
    part: 'compute',
    sizeBytes: tokens * floatBytes * (scores + buffersPerWidth * shape.embeddingDimensions),
    how: `${tokens} tokens at once × (${scores} scores + ${buffersPerWidth} × ${shape.embeddingDimensions} numbers between layers) × ${floatBytes} bytes`,
  };
}

export function totalBytes(parts: readonly MemoryPart[]): number {
  return parts.reduce((sum, part) => sum + part.sizeBytes, 0);
}

/** `6.7 billion`, `135 million`. */
export function countText(count: number): string {
  if (count >= 1e9) return `${Number((count / 1e9).toFixed(1))} billion`;
  return `${Math.round(count / 1e6)} million`;
}

/** `4.4 GiB`; below a tenth in MiB. */
export function memoryText(sizeBytes: number): string {
  if (sizeBytes < gibibyte / 10) return `${Math.ceil(sizeBytes / mebibyte)} MiB`;
  return `${(sizeBytes / gibibyte).toFixed(1)} GiB`;
}
