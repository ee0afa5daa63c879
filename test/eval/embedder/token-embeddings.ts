import { readFile } from 'node:fs/promises';
import { parseGgufHeader } from '../../../packages/models/src/gguf/parse-gguf-header.ts';

/** Number of the tensor type Q8_0, and its blocks: a 16-bit scale, then 32 signed bytes. */
const q8Type = 8;
const blockValues = 32;
const blockBytes = 34;

/** The table of token embeddings at the bottom of a model: `values[token * dimensions + d]`. */
export async function readTokenEmbeddings(path: string): Promise<{ readonly dimensions: number; readonly values: Float32Array }> {
  const bytes = await readFile(path);
  const header = parseGgufHeader(bytes);
  const tensor = header.tensors.find(({ name }) => name === 'token_embd.weight');
  if (tensor === undefined || tensor.type !== q8Type) throw new TypeError('expected a model with token embeddings of type Q8_0');
  const [dimensions = 0, tokens = 0] = tensor.dimensions;
  const values = new Float32Array(dimensions * tokens);
  const start = header.dataOffsetBytes + tensor.offsetBytes;
  for (let block = 0; block * blockValues < values.length; block += 1) {
    const at = start + block * blockBytes;
    const scale = halfFloat(bytes.readUInt16LE(at));
    for (let index = 0; index < blockValues; index += 1) values[block * blockValues + index] = scale * bytes.readInt8(at + 2 + index);
  }
  return { dimensions, values };
}

/** IEEE 754 binary16. */
function halfFloat(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 === 0 ? 1 : -1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
