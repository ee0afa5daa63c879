import { isCarrelError, versionIdSchema, type Block, type BlockKind, type ParsedDocument } from '@carrel/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { embeddedText } from '@carrel/core';
import { chunkDocument } from './chunk-document.ts';
import { maxSegmentChars, planSegments } from './plan-segments.ts';
import { splitOversizedChunks } from './split-oversized-chunks.ts';

const versionId = versionIdSchema.parse(`dv_${'0'.repeat(32)}`);
const options = { maxTokens: 256, targetTokens: 60 };
const words = (text: string) => text.split(/\s+/u).filter((word) => word !== '').length;
/** Like a vocabulary of word pieces: a token for four letters, for any other character one. */
const pieces = (text: string) => text.match(/[a-z]{1,4}|[^\sa-z]/giu)?.length ?? 0;

interface Piece {
  readonly kind: BlockKind;
  readonly text: string;
  readonly headings?: readonly string[];
  readonly isContinued?: boolean;
}

function aDocument(content: readonly Piece[], title: string | null = 'Handbook'): ParsedDocument {
  const blocks: Block[] = [];
  let text = '';
  for (const piece of content) {
    if (text !== '') text += piece.isContinued === true ? '\n' : '\n\n';
    const start = text.length;
    text += piece.text;
    blocks.push({ kind: piece.kind, span: { start, end: text.length }, headings: piece.headings ?? [] });
  }
  return { title, text, blocks, language: 'en', pages: [], lines: [], warnings: [], parser: { name: 'test', version: '1' } };
}

function chunksOf(document: ParsedDocument, chunking = options, count = words) {
  const segments = planSegments(document);
  const tokenCounts = segments.map(({ span }) => count(document.text.slice(span.start, span.end)));
  return { segments, tokenCounts, chunks: chunkDocument({ document, versionId, segments, tokenCounts, options: chunking }) };
}

const sentence = (subject: string) => `${subject} may be booked by every employee of the company without asking first.`;
const paragraph = (subject: string, sentences: number) =>
  Array.from({ length: sentences }, (_each, index) => sentence(`${subject} ${index}`)).join(' ');

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

  test('small sections below the top level are joined, under the headings that they share', () => {
    const document = aDocument([
      { kind: 'heading', text: 'Travel' },
      { kind: 'heading', text: 'Hotels', headings: ['Travel'] },
      { kind: 'heading', text: 'Limit', headings: ['Travel', 'Hotels'] },
      { kind: 'paragraph', text: 'The limit is 140 EUR.', headings: ['Travel', 'Hotels', 'Limit'] },
      { kind: 'heading', text: 'Breakfast', headings: ['Travel', 'Hotels'] },
      { kind: 'paragraph', text: 'It is included.', headings: ['Travel', 'Hotels', 'Breakfast'] },
    ]);
    const { chunks } = chunksOf(document);
    expect(chunks).toHaveLength(1);
    expect(chunks[0]?.headings).toEqual(['Travel', 'Hotels']);
  });

  test('title and headings are embedded but are not part of the citable text', () => {
    const document = aDocument([{ kind: 'paragraph', text: 'The limit is 140 EUR.', headings: ['Travel', 'Hotels'] }]);
    const [chunk] = chunksOf(document).chunks;
    expect(chunk?.text).toBe('The limit is 140 EUR.');
    expect(chunk && embeddedText(chunk)).toBe('Handbook › Travel › Hotels\nThe limit is 140 EUR.');
  });

  test('a heading that the chunk begins with is not said twice', () => {
    const document = aDocument([
      { kind: 'heading', text: 'Handbook' },
      { kind: 'paragraph', text: 'Read it.', headings: ['Handbook'] },
    ]);
    expect(chunksOf(document).chunks.map(embeddedText)).toEqual(['Handbook\n\nRead it.']);
  });

  test('a table is cut between rows, and its first row is in the context of the parts that lack it', () => {
    const rows = Array.from({ length: 40 }, (_row, index): Piece => ({
      kind: 'table-row',
      text: index === 0 ? 'Room | Floor | Seats | Phone' : `Room ${index} | four words in it`,
      headings: ['Table'],
      isContinued: index > 0,
    }));
    const { chunks } = chunksOf(aDocument(rows));
    expect(chunks.length).toBeGreaterThan(2);
    for (const [index, { text, context }] of chunks.entries()) {
      expect(text).toMatch(/^Room (?:\||\d+ \| four words in it)/u);
      expect(text.endsWith('four words in it')).toBe(true);
      expect(context).toBe(index === 0 ? 'Handbook › Table' : 'Handbook › Table\nRoom | Floor | Seats | Phone');
    }
  });

  test('rows that name their columns themselves need no header', () => {
    const rows = Array.from({ length: 40 }, (_row, index): Piece => ({
      kind: 'table-row',
      text: index === 0 ? 'Room | Floor' : `Room: ${index} | Floor: the second one`,
      isContinued: index > 0,
    }));
    const contexts = chunksOf(aDocument(rows)).chunks.map(({ context }) => context);
    expect(new Set(contexts)).toEqual(new Set(['Handbook']));
  });

  test('a code block that fits is not torn, and a heading stays with what it is about', () => {
    const code = Array.from({ length: 30 }, (_line, index) => `step ${index} of the script`).join('\n');
    const document = aDocument([
      { kind: 'paragraph', text: paragraph('Hotel', 4) },
      { kind: 'heading', text: 'Script', headings: [] },
      { kind: 'code', text: code, headings: ['Script'] },
      { kind: 'paragraph', text: paragraph('Train', 8), headings: ['Script'] },
    ]);
    const { chunks } = chunksOf(document);
    expect(chunks.filter(({ text }) => text.includes('of the script')).map(({ text }) => text.split('\n\n').slice(0, 2))).toEqual([
      ['Script', code],
    ]);
  });

  test('what announces a list stays with it', () => {
    const document = aDocument([
      { kind: 'paragraph', text: paragraph('Hotel', 5) },
      { kind: 'paragraph', text: 'These are allowed without asking:' },
      ...Array.from({ length: 6 }, (_item, index): Piece => ({
        kind: 'list-item',
        text: `Trains of class ${index} and what goes with them`,
        isContinued: index > 0,
      })),
    ]);
    const announcing = chunksOf(document).chunks.find(({ text }) => text.includes('These are allowed'));
    expect(announcing?.text).toContain('Trains of class 0');
  });

  test('a paragraph is cut between sentences, into parts of like size', () => {
    const { chunks } = chunksOf(aDocument([{ kind: 'paragraph', text: paragraph('Hotel', 12) }]));
    expect(chunks.length).toBeGreaterThan(1);
    for (const { text } of chunks) expect(text).toMatch(/^Hotel \d+ may .*first\.$/u);
    const sizes = chunks.map(({ text }) => words(text));
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(2 * words(sentence('Hotel 1')));
  });

  test('the page is that of the line that the chunk begins in', () => {
    const text = `${paragraph('Hotel', 6)}`;
    const half = text.indexOf('Hotel 3');
    const document: ParsedDocument = {
      ...aDocument([{ kind: 'paragraph', text }]),
      pages: [1, 2].map((page) => ({ page, width: 100, height: 100 })),
      lines: [
        { page: 1, x: 0, y: 0, width: 1, height: 1, span: { start: 0, end: half - 1 } },
        { page: 2, x: 0, y: 0, width: 1, height: 1, span: { start: half, end: text.length } },
      ],
    };
    const { chunks } = chunksOf(document, { maxTokens: 50, targetTokens: 20 });
    expect(chunks.map(({ text: chunkText, page }) => [chunkText.slice(0, 7), page])).toEqual(
      chunks.map(({ span }) => [text.slice(span.start, span.start + 7), span.start < half ? 1 : 2]),
    );
    expect(new Set(chunks.map(({ page }) => page))).toEqual(new Set([1, 2]));
  });

  test('the same document gives the same chunks, another version other ids', () => {
    const document = aDocument([{ kind: 'paragraph', text: 'One sentence. Another one.' }]);
    const { segments, tokenCounts, chunks } = chunksOf(document);
    expect(chunksOf(document).chunks).toEqual(chunks);
    const other = chunkDocument({ document, versionId: versionIdSchema.parse(`dv_${'1'.repeat(32)}`), segments, tokenCounts, options });
    expect(other.map(({ id }) => id)).not.toEqual(chunks.map(({ id }) => id));
    expect(other.map(({ textSha256 }) => textSha256)).toEqual(chunks.map(({ textSha256 }) => textSha256));
  });

  test('counts that do not belong to the segments are refused', () => {
    const document = aDocument([{ kind: 'paragraph', text: 'One sentence.' }]);
    const refused = (input: { tokenCounts: number[]; targetTokens: number }) => {
      try {
        chunkDocument({
          document,
          versionId,
          segments: planSegments(document),
          tokenCounts: input.tokenCounts,
          options: { maxTokens: 100, targetTokens: input.targetTokens },
        });
        return null;
      } catch (error) {
        return isCarrelError(error) ? error.code : error;
      }
    };
    expect(refused({ tokenCounts: [], targetTokens: 50 })).toBe('INVALID_REQUEST');
    expect(refused({ tokenCounts: [2], targetTokens: 101 })).toBe('INVALID_REQUEST');
    expect(refused({ tokenCounts: [2], targetTokens: 100 })).toBeNull();
  });

  const content = fc.array(
    fc.record({
      kind: fc.constantFrom<BlockKind>('heading', 'paragraph', 'list-item', 'table-row', 'code', 'quote'),
      text: fc
        .oneof(
          fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
          fc.lorem({ maxCount: 80 }),
          fc.constantFrom(
            '🔬'.repeat(500),
            'x'.repeat(3000),
            `a${'\u0301'.repeat(900)}`,
            '漢字'.repeat(400),
            'https://example.org/'.repeat(60),
          ),
        )
        .map((text) => text.trim())
        .filter((text) => text !== ''),
      headings: fc.array(fc.lorem({ maxCount: 3 }), { maxLength: 4 }),
      isContinued: fc.boolean(),
    }),
    { minLength: 1, maxLength: 25 },
  );

  test('spans are exact, ordered and apart, and cover every character of every block', () => {
    fc.assert(
      fc.property(content, fc.integer({ min: 100, max: 512 }), (generated, maxTokens) => {
        const document = aDocument(generated);
        const { chunks, segments } = chunksOf(document, { maxTokens, targetTokens: 60 }, pieces);
        let end = 0;
        for (const chunk of chunks) {
          expect(document.text.slice(chunk.span.start, chunk.span.end)).toBe(chunk.text);
          expect(chunk.text.isWellFormed()).toBe(document.text.isWellFormed());
          expect(document.text.slice(end, chunk.span.start).trim()).toBe('');
          end = chunk.span.end;
        }
        expect(document.text.slice(end).trim()).toBe('');
        expect(chunks.map(({ ordinal }) => ordinal)).toEqual(chunks.map((_chunk, index) => index));
        for (const { span } of segments) expect(span.end - span.start).toBeLessThanOrEqual(maxSegmentChars);
      }),
      { numRuns: 150 },
    );
  });

  test('no chunk exceeds its budget once it was counted and split', () => {
    fc.assert(
      fc.property(content, fc.integer({ min: 24, max: 512 }), (generated, maxTokens) => {
        const document = aDocument(generated);
        let chunks: ReturnType<typeof chunkDocument> | ReturnType<typeof splitOversizedChunks> = chunksOf(
          document,
          { maxTokens, targetTokens: Math.min(60, maxTokens) },
          pieces,
        ).chunks;
        for (let round = 0; ; round += 1) {
          expect(round).toBeLessThan(40);
          const next = splitOversizedChunks({
            document,
            versionId,
            chunks,
            tokenCounts: chunks.map((chunk) => pieces(embeddedText(chunk))),
            maxTokens,
          });
          if (next === chunks) break;
          chunks = next;
        }
        for (const chunk of chunks) expect(pieces(embeddedText(chunk))).toBeLessThanOrEqual(maxTokens);
        expect(chunks.map(({ text }) => text.replaceAll(/\s/gu, '')).join('')).toBe(document.text.replaceAll(/\s/gu, ''));
        expect(new Set(chunks.map(({ id }) => id)).size).toBe(chunks.length);
      }),
      { numRuns: 150 },
    );
  });

  test('nothing has to be split when tokens add up', () => {
    fc.assert(
      fc.property(
        fc.array(fc.lorem({ maxCount: 60 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 120, max: 512 }),
        (texts, maxTokens) => {
          const document = aDocument(
            texts.map((text, index) => ({ kind: index % 7 === 0 ? 'heading' : 'paragraph', text, headings: [texts[0] ?? ''] })),
          );
          const { chunks } = chunksOf(document, { maxTokens, targetTokens: 100 }, pieces);
          for (const chunk of chunks) expect(pieces(embeddedText(chunk))).toBeLessThanOrEqual(maxTokens);
        },
      ),
    );
  });
});
