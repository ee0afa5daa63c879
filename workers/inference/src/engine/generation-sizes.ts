/**
 * Bytes of weights that one thread puts through in a second while it reads a prompt: 450 tokens/s of a 98 MB model with 2
 * threads (measured 2026-11-20, AVX2). Only the order of magnitude matters.
 */
const promptBytesPerThreadSecond = 2.2e10;
/** A closed connection is to free its place within 500 ms, a piece of prompt included, on a machine with other work too. */
const pieceSeconds = 0.12;
const smallestPieceTokens = 8;
const largestPieceTokens = 512;

/**
 * Tokens of a prompt that are read in one go: a power of two that takes about 0.1 s. Computed, not measured at run time:
 * the size of the pieces changes the last bits of the result, and the same prompt is to give the same answer after a
 * restart. (98 MB, 2 threads: 32 tokens in 85 ms; pieces of 512 would be read 20 % faster, and take a second each.)
 */
export function pieceTokensOf({ threads, modelBytes }: { readonly threads: number; readonly modelBytes: number }): number {
  const tokens = (threads * promptBytesPerThreadSecond * pieceSeconds) / Math.max(1, modelBytes);
  const power = 2 ** Math.floor(Math.log2(Math.max(1, tokens)));
  return Math.min(largestPieceTokens, Math.max(smallestPieceTokens, power));
}

/**
 * Answers that are written at the same time: one for every four threads, at most four. On few threads one after the other
 * is faster for everybody, and an answer then does not depend on what else is being written.
 */
export function slotCountOf({ threads, isOnGpu }: { readonly threads: number; readonly isOnGpu: boolean }): number {
  if (isOnGpu) return 4;
  return Math.min(4, Math.max(1, Math.floor(threads / 4)));
}
