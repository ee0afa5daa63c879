import { type Block, type Location, type ParsedDocument, versionIdSchema } from '@carrel/core';
import { describe, expect, it } from 'vitest';
import { embeddedText } from '@carrel/core';
import { chunkDocument } from './chunk-document.ts';
import { planSegments } from './plan-segments.ts';

type Piece = Pick<Block, 'kind'> & { readonly text: string; readonly location: Location };

function documentOf(pieces: readonly Piece[]): ParsedDocument {
  const blocks: Block[] = [];
  let text = '';
  for (const { kind, text: own, location } of pieces) {
    const start = text === '' ? 0 : text.length + 1;
    text = text === '' ? own : `${text}\n${own}`;
    blocks.push({ kind, span: { start, end: text.length }, headings: [], location });
  }
  return { title: 'Rates', text, blocks, language: null, pages: [], lines: [], warnings: [], parser: { name: 'x', version: '1' } };
}

function chunksOf(document: ParsedDocument) {
  const segments = planSegments(document);
  const tokenCounts = segments.map(({ span }) => Math.ceil((span.end - span.start) / 4));
  const versionId = versionIdSchema.parse(`dv_${'0'.repeat(32)}`);
  return chunkDocument({ document, versionId, segments, tokenCounts, options: { maxTokens: 100, targetTokens: 80 } });
}

const row = (number: number, text: string, sheet = 'A'): Piece => ({
  kind: 'table-row',
  text,
  location: { kind: 'rows', sheet, firstRow: number, lastRow: number },
});

describe('chunks of a sheet', () => {
  const header = 'Country | Rate per night in EUR';
  const document = documentOf([
    row(3, header),
    ...Array.from({ length: 60 }, (_, index) => row(index + 4, `Country ${index} | ${index + 100}`)),
  ]);

  it('are embedded with the header row, which is not in their span', () => {
    const [first, ...rest] = chunksOf(document);
    expect(first?.text.startsWith(header)).toBe(true);
    expect(rest.length).toBeGreaterThan(2);
    for (const chunk of rest) {
      expect(chunk.text).not.toContain(header);
      expect(embeddedText(chunk)).toContain(`${header}\n${chunk.text}`);
      expect(document.text.slice(chunk.span.start, chunk.span.end)).toBe(chunk.text);
    }
  });

  it('say from which row to which they go, and what their columns are called', () => {
    const chunks = chunksOf(document);
    let next = 3;
    for (const { text, location } of chunks) {
      expect(location).toMatchObject({ kind: 'rows', sheet: 'A', firstRow: next, lastRow: next + text.split('\n').length - 1, header });
      next += text.split('\n').length;
    }
    expect(next).toBe(64);
  });

  it('keep the first columns of a header that is too long', () => {
    const wide = Array.from({ length: 80 }, (_, index) => `Column ${index}`).join(' | ');
    const chunks = chunksOf(
      documentOf([row(1, wide), ...Array.from({ length: 30 }, (_, index) => row(index + 2, `Value ${index} | ${index}`))]),
    );
    expect(chunks.at(-1)?.context).toMatch(/^Rates\nColumn 0 \| Column 1 \| /u);
  });

  it('never go across sheets or slides', () => {
    const sheets = chunksOf(documentOf([row(1, 'a | b'), row(1, 'c | d', 'B')]));
    expect(sheets.map(({ text }) => text)).toEqual(['a | b', 'c | d']);
    const on = (slide: number): Piece => ({ kind: 'paragraph', text: `Slide ${slide}`, location: { kind: 'slide', slide } });
    const slides = chunksOf(documentOf([on(1), on(1), on(2)]));
    expect(slides.map(({ text, location }) => [text, location])).toEqual([
      ['Slide 1\nSlide 1', { kind: 'slide', slide: 1 }],
      ['Slide 2', { kind: 'slide', slide: 2 }],
    ]);
  });
});
