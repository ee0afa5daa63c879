import { versionIdSchema, type Block, type BlockKind, type ParsedDocument } from '@carrel/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chunkDocument, embeddedText } from './chunk-document.ts';
import { maxSegmentChars, planSegments } from './plan-segments.ts';

const versionId = versionIdSchema.parse(`dv_${'0'.repeat(32)}`);
const options = { maxTokens: 256, targetTokens: 60 };
const words = (text: string) => text.split(/\s+/u).filter((word) => word !== '').length;

interface Piece {
  readonly kind: BlockKind;
  readonly text: string;
  readonly headings?: readonly string[];
}

function aDocument(pieces: readonly Piece[], title: string | null = 'Handbook'): ParsedDocument {
  const blocks: Block[] = [];
  let text = '';
  for (const piece of pieces) {
    if (text !== '') text += '\n\n';
    const start = text.length;
    text += piece.text;
    blocks.push({ kind: piece.kind, span: { start, end: text.length }, headings: piece.headings ?? [] });
  }
  return { title, text, blocks, language: 'en', pages: [], lines: [], warnings: [], parser: { name: 'test', version: '1' } };
}

function chunksOf(document: ParsedDocument, chunking = options) {
  const segments = planSegments(document);
  const tokenCounts = segments.map(({ span }) => words(document.text.slice(span.start, span.end)));
  return { segments, tokenCounts, chunks: chunkDocument({ document, versionId, segments, tokenCounts, options: chunking }) };
}

describe('chunkDocument', () => {
  test('a chunk never crosses a top-level section', () => {
    const document = aDocument([
      { kind: 'heading', text: 'Policy' },
      { kind: 'heading', text: 'Hotels', headings: ['Policy'] },
      { kind: 'paragraph', text: 'The limit is 140 EUR a night.', headings: ['Policy', 'Hotels'] },
      { kind: 'heading', text: 'Trains', headings: ['Policy'] },
      { kind: 'paragraph', text: 'Second class.', headings: ['Policy', 'Trains'] },
    ]);
    const { chunks } = chunksOf(document);
    expect(chunks.map(({ text }) => text)).toEqual(['Policy\n\nHotels\n\nThe limit is 140 EUR a night.', 'Trains\n\nSecond class.']);
    expect(chunks.map(({ headings }) => headings)).toEqual([
      ['Policy', 'Hotels'],
      ['Policy', 'Trains'],
    ]);
  });

  test('title and headings are embedded but are not part of the citable text', () => {
    const document = aDocument([{ kind: 'paragraph', text: 'The limit is 140 EUR.', headings: ['Travel', 'Hotels'] }]);
    const [chunk] = chunksOf(document).chunks;
    expect(chunk?.text).toBe('The limit is 140 EUR.');
    expect(chunk && embeddedText(chunk)).toBe('Handbook › Travel › Hotels\nThe limit is 140 EUR.');
  });

  test('a table is cut between rows', () => {
    const rows = Array.from({ length: 40 }, (_row, index) => ({ kind: 'table-row' as const, text: `Row ${index} | four words in it`, headings: ['Table'] }));
    const { chunks } = chunksOf(aDocument(rows));
    expect(chunks.length).toBeGreaterThan(2);
    for (const { text } of chunks) {
      expect(text.startsWith('Row ')).toBe(true);
      expect(text.endsWith('four words in it')).toBe(true);
    }
  });

  test('the same document gives the same chunks', () => {
    const document = aDocument([{ kind: 'paragraph', text: 'One sentence. Another one.' }]);
    expect(chunksOf(document).chunks).toEqual(chunksOf(document).chunks);
  });

  const pieces = fc.array(
    fc.record({
      kind: fc.constantFrom<BlockKind>('heading', 'paragraph', 'list-item', 'table-row', 'code', 'quote'),
      text: fc
        .oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }), fc.lorem({ maxCount: 80 }), fc.constant('🔬'.repeat(500)), fc.constant('x'.repeat(3000)))
        .map((text) => text.trim())
        .filter((text) => text !== ''),
      headings: fc.array(fc.lorem({ maxCount: 3 }), { maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 30 },
  );

  test('spans are exact, ordered and apart, cover every segment, and keep to the budget', () => {
    fc.assert(
      fc.property(pieces, fc.integer({ min: 200, max: 512 }), (generated, maxTokens) => {
        const document = aDocument(generated);
        const { chunks, segments, tokenCounts } = chunksOf(document, { maxTokens, targetTokens: 60 });
        let end = 0;
        for (const chunk of chunks) {
          expect(document.text.slice(chunk.span.start, chunk.span.end)).toBe(chunk.text);
          expect(chunk.span.start).toBeGreaterThanOrEqual(end);
          end = chunk.span.end;
        }
        for (const [index, segment] of segments.entries()) {
          expect(segment.span.end - segment.span.start).toBeLessThanOrEqual(maxSegmentChars);
          const holders = chunks.filter(({ span }) => span.start <= segment.span.start && segment.span.end <= span.end);
          expect(holders).toHaveLength(1);
          expect(tokenCounts[index]).toBeLessThanOrEqual(maxTokens);
        }
        for (const chunk of chunks) {
          const tokens = segments.reduce((sum, { span }, index) => (span.start >= chunk.span.start && span.end <= chunk.span.end ? sum + (tokenCounts[index] ?? 0) : sum), 0);
          expect(tokens).toBeLessThanOrEqual(maxTokens);
        }
        const covered = segments.map(({ span }) => document.text.slice(span.start, span.end)).join('').replaceAll(/\s/gu, '');
        expect(covered).toBe(document.text.replaceAll(/\s/gu, ''));
      }),
      { numRuns: 150 },
    );
  });
});
