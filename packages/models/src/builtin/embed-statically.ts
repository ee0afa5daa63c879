import type { StaticVectors } from './static-vectors.ts';

/**
 * The sum of the vectors of all pieces, at length 1. How much a piece weighs is part of its vector. A text without known pieces
 * gets the first unit vector: every vector has length 1.
 */
export function embedStatically({ dimensions, scales, vectors }: StaticVectors, pieces: readonly number[]): Float32Array {
  const sum = new Float32Array(dimensions);
  for (const piece of pieces) {
    const scale = scales[piece] ?? 0;
    const row = piece * dimensions;
    for (let index = 0; index < dimensions; index += 1) sum[index] = (sum[index] ?? 0) + scale * (vectors[row + index] ?? 0);
  }
  let squares = 0;
  for (let index = 0; index < dimensions; index += 1) squares += (sum[index] ?? 0) ** 2;
  if (squares === 0) {
    sum[0] = 1;
    return sum;
  }
  const factor = 1 / Math.sqrt(squares);
  for (let index = 0; index < dimensions; index += 1) sum[index] = (sum[index] ?? 0) * factor;
  return sum;
}
