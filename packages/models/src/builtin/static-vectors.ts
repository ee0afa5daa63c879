import { z } from 'zod';

/** A table of vectors, one a word piece: what the built-in embedder knows. */
export interface StaticVectors {
  readonly name: string;
  readonly dimensions: number;
  /** Pieces by number, as `createWordPieceTokenizer` takes them. */
  readonly vocabulary: readonly string[];
  /** `vectors[number * dimensions + d] * scales[number]` is component `d` of piece `number`. */
  readonly scales: Float32Array;
  readonly vectors: Int8Array;
}

const magic = 'CARREL-STATIC-1\n';
const headerSchema = z.object({
  name: z.string(),
  dimensions: z.int().positive(),
  pieces: z.int().positive(),
  vocabularyBytes: z.int().positive(),
});

/**
 * The file: the magic line; the length of the header as 32 bits, little-endian; the header as JSON; the vocabulary, UTF-8, a piece a
 * line; the scales as 32-bit floats, little-endian; the vectors as signed bytes.
 */
export function encodeStaticVectors({ name, dimensions, vocabulary, scales, vectors }: StaticVectors): Uint8Array {
  const words = new TextEncoder().encode(vocabulary.join('\n'));
  const header = new TextEncoder().encode(JSON.stringify({ name, dimensions, pieces: vocabulary.length, vocabularyBytes: words.length }));
  const start = new Uint8Array(magic.length + 4);
  start.set(new TextEncoder().encode(magic));
  new DataView(start.buffer).setUint32(magic.length, header.length, true);
  const scaleBytes = new Uint8Array(scales.length * 4);
  const view = new DataView(scaleBytes.buffer);
  for (const [index, scale] of scales.entries()) view.setFloat32(index * 4, scale, true);
  const parts = [start, header, words, scaleBytes, new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.length)];
  const file = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

/** @throws TypeError when the bytes are no such file. */
export function decodeStaticVectors(bytes: Uint8Array): StaticVectors {
  const text = (start: number, end: number) => new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(start, end));
  if (bytes.length < magic.length + 4 || text(0, magic.length) !== magic) throw new TypeError('expected a file of static vectors');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerStart = magic.length + 4;
  const wordsStart = headerStart + view.getUint32(magic.length, true);
  const header = headerSchema.parse(JSON.parse(text(headerStart, wordsStart)));
  const scalesStart = wordsStart + header.vocabularyBytes;
  const vectorsStart = scalesStart + header.pieces * 4;
  const vocabulary = text(wordsStart, scalesStart).split('\n');
  if (vocabulary.length !== header.pieces || bytes.length !== vectorsStart + header.pieces * header.dimensions)
    throw new TypeError(`expected ${header.pieces} vectors of ${header.dimensions} dimensions, got a file of ${bytes.length} bytes`);
  const scales = Float32Array.from(vocabulary, (_piece, index) => view.getFloat32(scalesStart + index * 4, true));
  const vectors = new Int8Array(bytes.buffer, bytes.byteOffset + vectorsStart, header.pieces * header.dimensions);
  return { name: header.name, dimensions: header.dimensions, vocabulary, scales, vectors };
}
