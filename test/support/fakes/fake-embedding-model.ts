import type { EmbeddingModel } from '../../../packages/core/src/index.ts';

export interface FakeEmbeddingModel extends EmbeddingModel {
  /** Inputs of each call of `embed`, in order. */
  readonly embedded: readonly (readonly string[])[];
}

/**
 * Embeds by counting letters: equal texts have equal vectors, of length 1. A token is a word.
 * @param options.fail is thrown by every call of `embed`.
 */
export function createFakeEmbeddingModel(
  options: { readonly maxInputTokens?: number; readonly fail?: Error; readonly tooLong?: Error } = {},
): FakeEmbeddingModel {
  const embedded: (readonly string[])[] = [];
  const maxInputTokens = options.maxInputTokens ?? 512;
  const tokensOf = (text: string) => text.split(/\s+/u).filter((word) => word !== '').length;
  return {
    name: 'letters',
    id: 'letters-26',
    dimensions: 26,
    maxInputTokens,
    maxInputsPerCall: 64,
    embedded,
    embed(inputs) {
      embedded.push(inputs);
      if (options.fail !== undefined) return Promise.reject(options.fail);
      if (options.tooLong !== undefined && inputs.some((input) => tokensOf(input) > maxInputTokens)) return Promise.reject(options.tooLong);
      return Promise.resolve(inputs.map(letterVector));
    },
    countTokens: (inputs) => Promise.resolve(inputs.map(tokensOf)),
  };
}

function letterVector(text: string): Float32Array {
  const vector = new Float32Array(26);
  for (const character of text.toLowerCase()) {
    const letter = character.charCodeAt(0) - 97;
    if (letter >= 0 && letter < 26) vector[letter] = (vector[letter] ?? 0) + 1;
  }
  const norm = Math.hypot(...vector) || 1;
  return vector.map((value) => value / norm);
}
