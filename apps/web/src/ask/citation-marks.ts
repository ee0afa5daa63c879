/** A piece of an answer's text: words, or the number of a citation. */
export type AnswerPiece = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'mark'; readonly number: number };

const markPattern = /\[(\d{1,3})\]/g;

/** Splits `Hotels cost 180 euros [1][2].` into its words and marks; the space before a mark stays with the words. */
export function splitMarks(text: string): readonly AnswerPiece[] {
  const pieces: AnswerPiece[] = [];
  let from = 0;
  for (const match of text.matchAll(markPattern)) {
    if (match.index > from) pieces.push({ kind: 'text', text: text.slice(from, match.index) });
    pieces.push({ kind: 'mark', number: Number(match[1]) });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) });
  return pieces;
}

/** The answer's words without marks: what is copied as text and read aloud. */
export function withoutMarks(text: string): string {
  return text.replace(/[ \t]*\[\d{1,3}\]/g, '');
}
