import type { CitationView } from '@carrel/contract';
import { expect, test } from 'vitest';
import { answerAsMarkdown, answerAsText, answerWithSources } from './answer-copy.ts';

const citation: CitationView = {
  number: 1,
  documentId: 'd',
  versionId: 'v',
  chunkId: 'c',
  title: 'Travel',
  path: 'a/travel.pdf',
  page: 4,
  quote: 'At most\n165 EUR.',
  start: 0,
  end: 9,
  supported: true,
};
const words = { sources: 'Sources', place: ({ page }: CitationView) => (page === undefined ? null : `page ${page}`) };

test('as text, an answer has no marks that point nowhere', () => {
  expect(answerAsText('At most 165 EUR [1].')).toBe('At most 165 EUR.');
});

test('with sources, each mark is explained by place and exact words', () => {
  expect(answerWithSources('At most 165 EUR [1].', [citation], words)).toBe(
    'At most 165 EUR [1].\n\nSources:\n[1] Travel, page 4 (a/travel.pdf)\n    “At most 165 EUR.”',
  );
});

test('as Markdown, the question is the heading and quotes are quotes', () => {
  expect(answerAsMarkdown('How much?', 'At most 165 EUR [1].', [{ ...citation, page: undefined }], words)).toBe(
    '## How much?\n\nAt most 165 EUR [1].\n\n### Sources\n\n1. **Travel** · `a/travel.pdf`\n   > At most 165 EUR.',
  );
});
