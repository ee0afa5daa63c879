import { describe, expect, it } from 'vitest';
import { noOcr } from '../../../../../test/support/parsing/no-ocr.ts';
import { aDocxFile, wordParagraph, wordTable } from '../../../../../test/support/parsing/a-docx-file.ts';
import { outlineOf } from '../../../../../test/support/parsing/outline-of.ts';
import { checkParsedDocument } from '../../document/check-parsed-document.ts';
import { ReadFailure } from '../../read-failure.ts';
import { parseDocx } from './parse-docx.ts';

async function parse(bytes: Buffer) {
  const document = await parseDocx(bytes, noOcr);
  expect(checkParsedDocument(document)).toBeNull();
  return document;
}

const failureOf = (bytes: Buffer) =>
  parseDocx(bytes, noOcr).then(
    () => 'none',
    (error: unknown) => (error instanceof ReadFailure ? error.code : String(error)),
  );

describe('parseDocx', () => {
  it('reads headings by style, paragraphs and tables by row', async () => {
    const document = await parse(
      aDocxFile(
        wordParagraph('Travel & expenses', 'H1') +
          wordParagraph('Book early 🙂.') +
          wordParagraph('Hotels', 'H2') +
          wordTable(
            [
              ['City', 'Limit'],
              ['Paris', '230 EUR'],
            ],
            true,
          ) +
          wordTable([
            ['Room', '12'],
            ['Phone', '4711'],
          ]),
      ),
    );
    expect(document.title).toBe('Travel & expenses');
    expect(outlineOf(document)).toEqual([
      'heading 1: Travel & expenses',
      'paragraph: Book early 🙂.   < Travel & expenses',
      'heading 2: Hotels   < Travel & expenses',
      'table-row: City | Limit   < Travel & expenses > Hotels',
      'table-row: City: Paris | Limit: 230 EUR   < Travel & expenses > Hotels',
      'table-row: Room | 12   < Travel & expenses > Hotels',
      'table-row: Phone | 4711   < Travel & expenses > Hotels',
    ]);
  });

  it('takes the title from the properties', async () => {
    const core = '<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>Rules &amp; more</dc:title></cp:coreProperties>';
    expect((await parse(aDocxFile(wordParagraph('Text'), [{ name: 'docProps/core.xml', content: core }]))).title).toBe('Rules & more');
  });

  it('keeps the text under phonetic guides', async () => {
    const ruby =
      '<w:p><w:r><w:ruby><w:rubyPr><w:lid w:val="ja"/></w:rubyPr><w:rt><w:r><w:t>とう</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>東</w:t></w:r></w:rubyBase></w:ruby></w:r><w:r><w:t>京</w:t></w:r></w:p>';
    expect((await parse(aDocxFile(ruby))).text).toBe('東京');
  });

  it('says that macros and embedded files were not read', async () => {
    const extra = [
      { name: 'word/vbaProject.bin', content: 'x' },
      { name: 'word/embeddings/a.bin', content: 'x' },
    ];
    expect((await parse(aDocxFile(wordParagraph('Text'), extra))).warnings).toEqual([
      { code: 'MACROS_NOT_READ' },
      { code: 'EMBEDDED_FILES_NOT_READ' },
    ]);
  });

  it.each([
    ['XML with a document type', [{ name: 'word/document.xml', content: '<!DOCTYPE x [<!ENTITY a "b">]><w:document/>' }], 'CORRUPT_FILE'],
    ['the same in UTF-16', [{ name: 'word/styles.xml', content: Buffer.from('\uFEFF<!DOCTYPE x><a/>', 'utf16le') }], 'CORRUPT_FILE'],
    ['XML that is none', [{ name: 'word/document.xml', content: '<w:document' }], 'CORRUPT_FILE'],
    [
      'a document part that unpacks without end',
      [{ name: 'word/document.xml', content: Buffer.alloc(48 * 1024 * 1024, 32) }],
      'UNPACKED_TOO_LARGE',
    ],
  ])('refuses %s', async (_rule, extra, code) => {
    expect(await failureOf(aDocxFile('', extra))).toBe(code);
  });

  it('does not read what a relationship points to outside of the file', async () => {
    const image =
      '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip r:link="r9" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>';
    const relationships =
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="file:///etc/passwd" TargetMode="External"/></Relationships>';
    const document = await parse(
      aDocxFile(image + wordParagraph('Text'), [{ name: 'word/_rels/document.xml.rels', content: relationships }]),
    );
    expect(document.text).toBe('Text');
  });
});
