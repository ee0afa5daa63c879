import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import { getLlama } from 'node-llama-cpp';

/**
 * The vectors that a sentence-transformer gives to texts, at length 1, in the order of the texts. What it has said is kept in a
 * file, since asking takes most of the time: 32 bytes of the text's SHA-256, then the vector as 32-bit floats, again and again.
 */
export async function askTeacher(
  texts: readonly string[],
  options: { readonly modelPath: string; readonly cachePath: string; readonly onProgress: (done: number, total: number) => void },
): Promise<readonly Float32Array[]> {
  const model = await (await getLlama({ gpu: false })).loadModel({ modelPath: options.modelPath });
  const dimensions = model.embeddingVectorSize;
  const known = await readKnown(options.cachePath, dimensions);
  const missing = [...new Set(texts)].filter((text) => !known.has(keyOf(text)));
  const context = await model.createEmbeddingContext({ contextSize: maxTokens, threads: 1 });
  for (const [index, text] of missing.entries()) {
    // [CLS] and [SEP] come to the text's own tokens.
    const { vector } = await context.getEmbeddingFor(model.tokenize(text).slice(0, maxTokens - 2));
    const values = Float32Array.from(vector);
    known.set(keyOf(text), values);
    await appendFile(options.cachePath, Buffer.concat([createHash('sha256').update(text).digest(), Buffer.from(values.buffer)]));
    if (index % progressEvery === 0) options.onProgress(index, missing.length);
  }
  await context.dispose();
  return texts.map((text) => known.get(keyOf(text)) ?? new Float32Array(dimensions));
}

const maxTokens = 512;
const progressEvery = 1000;

async function readKnown(path: string, dimensions: number): Promise<Map<string, Float32Array>> {
  const known = new Map<string, Float32Array>();
  if (!existsSync(path)) return known;
  const bytes = await readFile(path);
  const entryBytes = 32 + dimensions * 4;
  for (let at = 0; at + entryBytes <= bytes.length; at += entryBytes) {
    const vector = new Float32Array(dimensions);
    for (let index = 0; index < dimensions; index += 1) vector[index] = bytes.readFloatLE(at + 32 + index * 4);
    known.set(bytes.subarray(at, at + 32).toString('hex'), vector);
  }
  return known;
}

function keyOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
