import type { CitationView } from '@carrel/contract';
import { withoutMarks } from './citation-marks.ts';

interface CopyWords {
  readonly sources: string;
  /** `page 4`; null: nothing to say. */
  readonly place: (citation: CitationView) => string | null;
}

export function answerAsText(answer: string): string {
  return withoutMarks(answer);
}

/** The answer with its marks, then each source with its place and quote. */
export function answerWithSources(answer: string, citations: readonly CitationView[], words: CopyWords): string {
  const sources = citations.map(
    (citation) => `[${citation.number}] ${citation.title}${placeOf(citation, words)} (${citation.path})\n    “${oneLine(citation.quote)}”`,
  );
  return [answer, '', `${words.sources}:`, ...sources].join('\n');
}

export function answerAsMarkdown(question: string, answer: string, citations: readonly CitationView[], words: CopyWords): string {
  const sources = citations.map(
    (citation) =>
      `${citation.number}. **${citation.title}**${placeOf(citation, words)} · \`${citation.path}\`\n   > ${oneLine(citation.quote)}`,
  );
  return [`## ${question}`, '', answer, '', `### ${words.sources}`, '', ...sources].join('\n');
}

function placeOf(citation: CitationView, words: CopyWords): string {
  const place = words.place(citation);
  return place === null ? '' : `, ${place}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
