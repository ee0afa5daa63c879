interface Span {
  readonly start: number;
  readonly end: number;
}

/** More are of no use to anybody who looks for one. */
const mostMatches = 2000;

/**
 * Where the words stand in the text: in this order, whatever their case and however the lines are broken between them.
 * Spans are UTF-16 code units of `text`, half-open, and never overlap.
 */
export function findMatches(text: string, query: string): readonly Span[] {
  const words = query.trim().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const pattern = new RegExp(words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join(String.raw`\s+`), 'giu');
  const found: Span[] = [];
  for (const match of text.matchAll(pattern)) {
    found.push({ start: match.index, end: match.index + match[0].length });
    if (found.length === mostMatches) break;
  }
  return found;
}
