import { matchWords } from './match-words.ts';
import { snippetOf } from './snippet.ts';

/** The telling stretch of a passage, with the words of the query marked. */
export function SnippetText({ text, stems }: { readonly text: string; readonly stems: readonly string[] }) {
  const matches = matchWords(text, stems);
  const snippet = snippetOf(text, matches);
  const parts: { readonly start: number; readonly text: string; readonly isMatch: boolean }[] = [];
  let from = snippet.start;
  for (const match of matches) {
    if (match.start < from || match.end > snippet.end) continue;
    parts.push(
      { start: from, text: text.slice(from, match.start), isMatch: false },
      { start: match.start, text: text.slice(match.start, match.end), isMatch: true },
    );
    from = match.end;
  }
  parts.push({ start: from, text: text.slice(from, snippet.end), isMatch: false });
  return (
    <>
      {snippet.start > 0 && '… '}
      {parts.map((part) =>
        part.isMatch ? (
          <mark key={part.start} className="rounded-[2px]">
            {part.text}
          </mark>
        ) : (
          part.text
        ),
      )}
      {snippet.end < text.length && ' …'}
    </>
  );
}
