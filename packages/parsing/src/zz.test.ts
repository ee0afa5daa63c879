import { isCarrelError, mediaTypes, type MediaType, type ParsedDocument } from '@carrel/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aDocxFile, wordParagraph, wordTable } from '../../../test/support/parsing/a-docx-file.ts';
import { aPdfFile } from '../../../test/support/parsing/a-pdf-file.ts';
import { checkParsedDocument } from './document/check-parsed-document.ts';
import { parseFile } from './parse-file.ts';

/** Words as documents have them, with characters outside of the basic plane, accents, and letters of other scripts. */
const word = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^[A-Za-z]{1,10}$/u) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('🙂', '👩‍🔬', '𝔘𝔫𝔦', 'Müller', 'naïve', '東京', 'Σίσυφος', '30', '1,500', 'x-ray', '🏴', 'e\u0301te\u0301'),
  },
);
const words = fc.array(word, { minLength: 1, maxLength: 12 }).map((list) => list.join(' '));

interface Content {
  readonly kind: 'heading' | 'paragraph' | 'items' | 'table';
  readonly texts: readonly string[];
}
const content = fc.array(
  fc.record({
    kind: fc.constantFrom<Content['kind'][]>('heading', 'paragraph', 'items', 'table'),
    texts: fc.array(words, { minLength: 2, maxLength: 4 }),
  }),
  { minLength: 1, maxLength: 12 },
);

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const writers: Readonly<
  Record<'markdown' | 'html' | 'docx' | 'text', { readonly mediaType: MediaType; readonly write: (content: readonly Content[]) => Buffer }>
> = {
  markdown: {
    mediaType: mediaTypes.markdown,
    write: (all) =>
      Buffer.from(
        all
          .map(({ kind, texts }) => {
            if (kind === 'heading') return `## ${texts[0]}`;
            if (kind === 'items') return texts.map((text) => `* ${text}`).join('\n');
            return kind === 'table'
              ? `| ${texts.join(' | ')} |\n${'|---'.repeat(texts.length)}|\n| ${texts.join(' | ')} |`
              : texts.join('  \n');
          })
          .join('\n\n'),
      ),
  },
  html: {
    mediaType: mediaTypes.html,
    write: (all) =>
      Buffer.from(
        `<!doctype html><body>${all
          .map(({ kind, texts }) => {
            const [first = ''] = texts;
            if (kind === 'heading') return `<h2>${escaped(first)}</h2>`;
            if (kind === 'items') return `<ul>${texts.map((text) => `<li>${escaped(text)}`).join('')}</ul>`;
            return kind === 'table'
              ? `<table><tr>${texts.map((text) => `<td>${escaped(text)}`).join('')}</table>`
              : `<p>${texts.map(escaped).join('<br>')}</p>`;
          })
          .join('')}`,
      ),
  },
  docx: {
    mediaType: mediaTypes.docx,
    write: (all) =>
      aDocxFile(
        all
          .map(({ kind, texts }) =>
            kind === 'table'
              ? wordTable([texts, texts])
              : kind === 'heading'
                ? wordParagraph(texts[0] ?? '', 'H2')
                : texts.map((text) => wordParagraph(text)).join(''),
          )
          .join(''),
      ),
  },
  text: {
    mediaType: mediaTypes.text,
    write: (all) =>
      Buffer.from(all.map(({ kind, texts }) => texts.map((text) => (kind === 'items' ? `- ${text}` : text)).join('\r\n')).join('\r\n\r\n')),
  },
};

/** What the text is, but for white space and the normal form. */
const lettersOf = (text: string) => text.normalize('NFC').replaceAll(/\s/gu, '');

function expectSound(document: ParsedDocument): void {
  expect(checkParsedDocument(document)).toBeNull();
  for (const { span, headings } of document.blocks) {
    const text = document.text.slice(span.start, span.end);
    expect(text.trim()).not.toBe('');
    expect(text.isWellFormed()).toBe(true);
    for (const heading of headings) expect(document.text).toContain(heading);
  }
}

describe('parseFile', () => {
  it.each(['markdown', 'html', 'docx', 'text'] as const)('gives exact spans and loses no word of any %s document', async (format) => {
    const { mediaType, write } = writers[format];
    await fc.assert(
      fc.asyncProperty(content, async (generated) => {
        const document = await parseFile({ bytes: write(generated), fileName: 'a', mediaType });
        expectSound(document);
        const text = lettersOf(document.text);
        let from = 0;
        for (const { kind, texts } of generated) {
          for (const part of kind === 'heading' && format !== 'text' ? texts.slice(0, 1) : texts) {
            const at = text.indexOf(lettersOf(part), from);
            expect(at, `"${part}" in "${document.text}"`).toBeGreaterThanOrEqual(0);
            from = at;
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it.only('gives exact spans and a box on the page for every line of any PDF document', async () => {
    const pages = fc.array(
      fc.record({ rotate: fc.constantFrom(0, 90, 180, 270), texts: fc.array(words, { minLength: 1, maxLength: 12 }) }),
      { minLength: 1, maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(pages, async (generated) => {
        const bytes = aPdfFile(
          generated.map(({ rotate, texts }) => ({
            rotate,
            lines: texts.map((text, index) => ({ text, x: 40, y: 760 - index * (index % 3 === 2 ? 30 : 12) })),
          })),
        );
        const document = await parseFile({ bytes, fileName: 'a.pdf', mediaType: mediaTypes.pdf });
        expectSound(document);
        const text = lettersOf(document.text);
        // pdf.js drops joiners.
        for (const part of generated.flatMap(({ texts }) => texts).flatMap((line) => line.split(' ')))
          expect(text).toContain(lettersOf(part).replaceAll('\u200D', ''));
        for (const line of document.lines) {
          const page = document.pages[line.page - 1];
          expect(line.x).toBeGreaterThanOrEqual(0);
          expect(line.y).toBeGreaterThanOrEqual(0);
          expect(line.x + line.width).toBeLessThanOrEqual((page?.width ?? 0) + 0.02);
          expect(line.y + line.height).toBeLessThanOrEqual((page?.height ?? 0) + 0.02);
        }
        // Every character of the text that is not white space lies in a line.
        const inLines = document.lines.map(({ span }) => document.text.slice(span.start, span.end)).join('');
        expect(lettersOf(inLines)).toBe(text);
      }),
      { numRuns: 1500, seed: -1089932551 },
    );
  }, 200000);

  it.each(['markdown', 'html', 'text'] as const)('ends in a document or a failure for any bytes taken for %s', async (format) => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ unit: 'binary', maxLength: 300 }).map((text) => new Uint8Array(Buffer.from(text))),
      fc.string({ maxLength: 300 }).map((text) => new Uint8Array(Buffer.from(text, 'utf16le'))),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (generated) => {
        try {
          expectSound(await parseFile({ bytes: generated, fileName: 'a', mediaType: writers[format].mediaType }));
        } catch (error) {
          if (!isCarrelError(error)) throw error;
        }
      }),
      { numRuns: 150 },
    );
  });

  it('does not believe the type that the upload was taken for', async () => {
    const parsed = parseFile({
      bytes: Buffer.concat([aPdfFile([{ lines: [] }]), aDocxFile('')]),
      fileName: 'a.pdf',
      mediaType: mediaTypes.pdf,
    });
    await expect(parsed).rejects.toMatchObject({ code: 'AMBIGUOUS_TYPE' });
    await expect(parseFile({ bytes: aDocxFile(''), fileName: 'a.pdf', mediaType: mediaTypes.pdf })).rejects.toMatchObject({
      code: 'CORRUPT_FILE',
    });
  });

  it.each([
    ['letters', 'x'],
    ['letters and hyphens', 'ab-'],
    ['abbreviations', 'z. B. '],
    ['full stops', 'A. '],
    ['questions', '!?"” '],
    ['soft hyphens', 'a\u00AD'],
    ['accents', 'a\u0301'],
    ['spaces', ' \t'],
    ['blank lines', '\n \n'],
    ['bullets', '- '],
    ['dashes in lines', '---\n'],
    ['emoji', '👩‍🔬'],
  ])('reads a megabyte of %s in time that grows with its length', async (_rule, pattern) => {
    const bytes = Buffer.from(pattern.repeat(Math.ceil(1_000_000 / pattern.length)));
    const startedAtMs = performance.now();
    await parseFile({ bytes, fileName: 'a.txt', mediaType: mediaTypes.text }).catch((error: unknown) =>
      expect(error).toMatchObject({ code: 'EMPTY_TEXT' }),
    );
    // Far above what it takes, far below what a regular expression that backtracks takes.
    expect(performance.now() - startedAtMs).toBeLessThan(10_000);
  });
});
