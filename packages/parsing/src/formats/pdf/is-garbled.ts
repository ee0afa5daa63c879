/** Text of fewer letters is not judged. */
const minLetters = 20;
/** Shares of letters. Vietnamese, the language with most accents, has about 0.3 of them beyond ASCII, few in Latin-1. */
const maxLatin1Share = 0.5;
const maxUnknownShare = 0.3;

/**
 * Whether text was taken from a font that does not say what its shapes mean: Chinese or Cyrillic bytes come out as Latin
 * letters with accents ("¹ØÓÚºì¾ü"), others as private or unknown characters. Nobody would search for it.
 */
export function isGarbled(text: string): boolean {
  const letters = text.replaceAll(/\s/gu, '');
  if (letters.length < minLetters) return false;
  const latin1 = letters.match(/[\u0080-\u00FF]/gu)?.length ?? 0;
  // oxlint-disable-next-line no-control-regex -- control characters are what it counts
  const unknown = letters.match(/[\uE000-\uF8FF\uFFFD\u0000-\u001F]/gu)?.length ?? 0;
  return latin1 > letters.length * maxLatin1Share || unknown > letters.length * maxUnknownShare;
}
