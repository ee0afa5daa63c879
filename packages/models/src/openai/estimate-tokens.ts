/**
 * Tokens of a text for a server that does not count them: an estimate on the high side, since too many tokens are refused
 * and too few only waste room. A run of Latin letters counts one token for every three, each digit and each mark one, any
 * other character two, and one outside the basic plane four (its bytes: the worst case of byte-level tokenizers).
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const [run] of text.matchAll(/[a-zA-Z]+|\s+|./gsu)) tokens += tokensOfRun(run);
  return tokens;
}

function tokensOfRun(run: string): number {
  const codePoint = run.codePointAt(0) ?? 0;
  if (/^[a-zA-Z]/.test(run)) return Math.ceil(run.length / 3);
  if (/^\s/.test(run)) return run === ' ' ? 0 : 1;
  if (codePoint > 0xffff) return 4;
  return codePoint > 0x7f ? 2 : 1;
}
