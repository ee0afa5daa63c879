import type { Match } from './match-words.ts';

const snippetChars = 300;

export interface Snippet {
  readonly start: number;
  readonly end: number;
}

/** The stretch of a passage to show: the one with most matches, from the beginning of a word to the end of one. */
export function snippetOf(text: string, matches: readonly Match[]): Snippet {
  if (text.length <= snippetChars) return { start: 0, end: text.length };
  let best = { start: 0, count: -1 };
  for (const match of [{ start: 0, end: 0 }, ...matches]) {
    const start = Math.max(0, match.start - 60);
    const count = matches.filter((other) => other.start >= start && other.end <= start + snippetChars).length;
    if (count > best.count) best = { start, count };
  }
  const start = Math.min(best.start, text.length - snippetChars);
  return { start: wordStart(text, start), end: wordEnd(text, start + snippetChars) };
}

function wordStart(text: string, at: number): number {
  if (at === 0) return 0;
  const space = text.slice(at, at + 30).search(/\s/);
  return space === -1 ? at : at + space + 1;
}

function wordEnd(text: string, at: number): number {
  if (at >= text.length) return text.length;
  const space = text.lastIndexOf(' ', at);
  return space > at - 30 ? space : at;
}
