import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LlamaModel } from 'node-llama-cpp';

const turnChars = 64 * 1024;

/** Tokens of each input, without special tokens. Lets other requests through between pieces of work. */
export async function countInputTokens(model: LlamaModel, inputs: readonly string[], signal: AbortSignal): Promise<number[]> {
  const counts: number[] = [];
  let chars = 0;
  for (const input of inputs) {
    counts.push(input === '' ? 0 : model.tokenize(input).length);
    chars += input.length;
    if (chars < turnChars) continue;
    chars = 0;
    await nextTurn();
    signal.throwIfAborted();
  }
  return counts;
}
