import { CarrelError } from '@carrel/core';

const bytesPerNumber = 4;

/**
 * A vector from the wire, base64 of little-endian float32 or a list of numbers, brought to length 1.
 * @throws MODEL_RESPONSE_INVALID when it has other dimensions, a number that is not finite, or length 0.
 */
export function decodeVector(embedding: string | readonly number[], dimensions: number): Float32Array {
  const vector = typeof embedding === 'string' ? fromBase64(embedding) : Float32Array.from(embedding);
  if (vector.length !== dimensions) throw invalid(`expected ${dimensions} dimensions, got ${vector.length}`);
  let sum = 0;
  for (const value of vector) sum += value * value;
  const norm = Math.sqrt(sum);
  if (!Number.isFinite(norm) || norm === 0) throw invalid(`expected finite numbers that are not all 0, got a vector of length ${norm}`);
  return vector.map((value) => value / norm);
}

function fromBase64(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.byteLength % bytesPerNumber !== 0) throw invalid(`expected whole float32 numbers, got ${bytes.byteLength} bytes`);
  const vector = new Float32Array(bytes.byteLength / bytesPerNumber);
  for (let index = 0; index < vector.length; index += 1) vector[index] = bytes.readFloatLE(index * bytesPerNumber);
  return vector;
}

function invalid(message: string): CarrelError {
  return new CarrelError('MODEL_RESPONSE_INVALID', {
    message: `embedding from the model server: ${message}`,
  });
}
