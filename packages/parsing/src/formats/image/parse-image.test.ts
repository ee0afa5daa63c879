import { mediaTypes } from '@carrel/core';
import { describe, expect, it } from 'vitest';
import { aDocxFile } from '../../../../../test/support/parsing/a-docx-file.ts';
import { aPhotographOf, aPictureOf, aScannedPdfFile } from '../../../../../test/support/parsing/a-picture.ts';
import { checkParsedDocument } from '../../document/check-parsed-document.ts';
import { parseFile } from '../../parse-file.ts';
import { maxPicturePixels, readPictureSize } from './picture-size.ts';

const lines = ['Safety rules for the workshop', 'Wear goggles at the lathe.', 'Report every accident the same day.'];
const parse = (bytes: Buffer, mediaType: (typeof mediaTypes)[keyof typeof mediaTypes]) => parseFile({ bytes, fileName: 'a', mediaType });

describe('pictures of text', () => {
  it.each([
    ['PNG', mediaTypes.png, aPictureOf],
    ['JPEG', mediaTypes.jpeg, aPhotographOf],
  ] as const)('gives the words of a %s with the box of every line', async (_kind, mediaType, write) => {
    const document = await parse(write(lines), mediaType);
    expect(checkParsedDocument(document)).toBeNull();
    expect(document.text.replaceAll(/\s+/gu, ' ')).toBe(lines.join(' '));
    expect(document.pages).toEqual([{ page: 1, width: 1240, height: 600, ocrConfidence: expect.any(Number) }]);
    expect(document.pages[0]?.ocrConfidence).toBeGreaterThan(80);
    for (const line of document.lines) {
      expect(line.x).toBeGreaterThan(80);
      expect(line.x + line.width).toBeLessThan(1240);
      expect(line.y + line.height).toBeLessThan(600);
    }
    expect(document.warnings).toEqual([{ code: 'PAGE_READ_BY_OCR', page: 1 }]);
  });

  it('reads German with its letters', async () => {
    const { text } = await parse(
      aPictureOf(['Die Prüfung der Geräte erfolgt jährlich.', 'Größere Mängel meldet man früh.']),
      mediaTypes.png,
    );
    expect(text).toContain('Prüfung der Geräte erfolgt jährlich');
  });

  it('says that a picture without words has no text', async () => {
    await expect(parse(aPictureOf([]), mediaTypes.png)).rejects.toMatchObject({ code: 'EMPTY_TEXT' });
  });

  it('does not decode a picture that claims more pixels than allowed', async () => {
    const bytes = aPictureOf(['x']);
    bytes.writeUInt32BE(100_000, 16);
    bytes.writeUInt32BE(100_000, 20);
    expect(100_000 * 100_000).toBeGreaterThan(maxPicturePixels);
    await expect(parse(bytes, mediaTypes.png)).rejects.toMatchObject({ code: 'PARSER_OUTPUT' });
  });

  it('says that a damaged picture is damaged', async () => {
    const bytes = aPictureOf(lines);
    await expect(parse(Buffer.concat([bytes.subarray(0, 60), Buffer.alloc(200)]), mediaTypes.png)).rejects.toMatchObject({
      code: 'CORRUPT_FILE',
    });
  });

  it('reads sizes from headers', () => {
    expect(readPictureSize(aPictureOf([], { width: 70, height: 30 }))).toEqual({ width: 70, height: 30 });
    expect(readPictureSize(aPhotographOf([], { width: 70, height: 30 }))).toEqual({ width: 70, height: 30 });
    expect(readPictureSize(Buffer.from('524946461a000000574542505650384c0d0000002f00000010071011118888fe0700', 'hex'))).toEqual({
      width: 1,
      height: 1,
    });
    expect(readPictureSize(Buffer.from('ffd8ffe0', 'hex'))).toBeNull();
  });
});

describe('scanned pages', () => {
  it('are read page by page, with the place of every line', async () => {
    const document = await parse(aScannedPdfFile([lines, [], ['The second sheet of paper.']]), mediaTypes.pdf);
    expect(checkParsedDocument(document)).toBeNull();
    const textOn = (page: number) =>
      document.lines.filter((line) => line.page === page).map(({ span }) => document.text.slice(span.start, span.end));
    expect(textOn(1).join(' ')).toBe(lines.join(' '));
    expect(textOn(2)).toEqual([]);
    expect(textOn(3)).toEqual(['The second sheet of paper.']);
    expect(document.pages.map((page) => page.ocrConfidence !== undefined)).toEqual([true, false, true]);
    // Drawn 100 pixels from the left at 150 dots an inch.
    for (const line of document.lines) expect(Math.abs(line.x - 48)).toBeLessThan(3);
    expect(document.warnings).toEqual([
      { code: 'PAGE_WITHOUT_TEXT', page: 2 },
      { code: 'PAGE_READ_BY_OCR', page: 1 },
      { code: 'PAGE_READ_BY_OCR', page: 3 },
    ]);
  });
});

describe('pictures in documents', () => {
  it('are read at their place', async () => {
    const drawing =
      '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip r:embed="p1" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>';
    const text = (words: string) => `<w:p><w:r><w:t>${words}</w:t></w:r></w:p>`;
    const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
    const bytes = aDocxFile(`${text('Before.')}${drawing}${text('After.')}`, [
      { name: 'word/media/image1.png', content: aPictureOf(['Goggles & gloves']) },
      {
        name: '[Content_Types].xml',
        content:
          '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="png" ContentType="image/png"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
      },
      {
        name: 'word/_rels/document.xml.rels',
        content: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="p1" Type="${type}/image" Target="media/image1.png"/></Relationships>`,
      },
    ]);
    expect((await parse(bytes, mediaTypes.docx)).text).toBe('Before.\n\nGoggles & gloves\n\nAfter.');
  });
});
