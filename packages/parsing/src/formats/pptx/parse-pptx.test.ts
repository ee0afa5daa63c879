import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aPptxFile, pptxShape, pptxTable } from '../../../../../test/support/parsing/a-pptx-file.ts';
import { createOcr } from '../../ocr/create-ocr.ts';
import { aPictureOf } from '../../../../../test/support/parsing/a-picture.ts';
import { noOcr } from '../../../../../test/support/parsing/no-ocr.ts';
import { outlineOf } from '../../../../../test/support/parsing/outline-of.ts';
import { checkParsedDocument } from '../../document/check-parsed-document.ts';
import { parsePptx } from './parse-pptx.ts';

const parse = (bytes: Buffer) => parsePptx(bytes, noOcr);

describe('parsePptx', () => {
  it('gives slides in their order, each with its number, title and notes', async () => {
    const document = await parse(
      aPptxFile([
        { shapes: pptxShape(['Made for all.']) + pptxShape(['Plans'], 'title'), notes: 'Say hello.' },
        { shapes: pptxShape(['No title here.']) + pptxShape(['12'], 'sldNum') + pptxShape(['Confidential'], 'ftr') },
        {
          shapes:
            pptxShape(['Costs'], 'ctrTitle') +
            pptxTable(
              [
                ['Team', 'Cost'],
                ['Sales', '30'],
              ],
              true,
            ),
        },
      ]),
    );
    expect(outlineOf(document)).toEqual([
      'heading 1: Plans',
      'paragraph: Made for all.   < Plans',
      'heading 2: Notes   < Plans',
      'paragraph: Say hello.   < Plans > Notes',
      'paragraph: No title here.',
      'heading 1: Costs',
      'table-row: Team | Cost   < Costs',
      'table-row: Team: Sales | Cost: 30   < Costs',
    ]);
    expect(document.blocks.map(({ location }) => location?.kind === 'slide' && location.slide)).toEqual([1, 1, 1, 1, 2, 3, 3, 3]);
    expect(document.title).toBe('Plans');
  });

  it('tells items from paragraphs, and numbers what is numbered', async () => {
    const numbered = '<a:pPr><a:buAutoNum type="arabicPeriod"/></a:pPr>|';
    const body = [`One`, `<a:pPr lvl="1"/>|Two`, `<a:pPr><a:buNone/></a:pPr>|Text`, `${numbered}Three`, `${numbered}Four`];
    expect(outlineOf(await parse(aPptxFile([{ shapes: pptxShape(body, 'body') }])))).toEqual([
      'list-item 1: One',
      'list-item 2: Two',
      'paragraph: Text',
      'list-item 1: 1. Three',
      'list-item 1: 2. Four',
    ]);
  });

  it('says that a slide is hidden', async () => {
    const document = await parse(aPptxFile([{ shapes: pptxShape(['Old'], 'title') + pptxShape(['x']), isHidden: true }]));
    expect(document.text).toBe('Old (hidden slide)\n\nx');
    expect(document.warnings).toEqual([{ code: 'HIDDEN_SLIDES', count: 1 }]);
  });

  it('gives exact spans and loses no text of any presentation', async () => {
    const text = fc.oneof(fc.stringMatching(/^[A-Za-z]{1,8}$/u), fc.constantFrom('Müller & Söhne', '1 < 2', '東京', '🙂', '👩‍🔬'));
    const slide = fc.record({
      title: fc.option(text),
      texts: fc.array(text, { maxLength: 4 }),
      notes: fc.option(text, { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(slide, { minLength: 1, maxLength: 4 }), async (slides) => {
        const document = await parse(
          aPptxFile(
            slides.map(({ title, texts, notes }) => ({
              shapes: pptxShape(texts) + (title === null ? '' : pptxShape([title], 'title')),
              ...(notes !== undefined && { notes }),
            })),
          ),
        );
        expect(checkParsedDocument(document)).toBeNull();
        for (const [index, { title, texts, notes }] of slides.entries()) {
          const own = document.blocks
            .filter(({ location }) => location?.kind === 'slide' && location.slide === index + 1)
            .map(({ span }) => document.text.slice(span.start, span.end));
          expect(own).toEqual([...(title === null ? [] : [title]), ...texts, ...(notes === undefined ? [] : ['Notes', notes])]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['a document type', '<!DOCTYPE p:sld [<!ENTITY x "y">]><p:sld/>'],
    ['nesting without end', `<p:sld>${'<a>'.repeat(300)}`],
    ['what is not well-formed', '<p:sld><a></p:sld>'],
  ])('refuses %s', async (_what, content) => {
    const file = aPptxFile([{ shapes: '' }], [{ name: 'ppt/slides/slide1.xml', content }]);
    await expect(parse(file)).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
  });

  it('reads the words in its pictures at their place', async () => {
    const ocr = createOcr({ languages: ['eng'], onRead: () => {} });
    const picture = '<p:pic><p:nvPicPr><p:cNvPr id="9" name="x"/></p:nvPicPr><p:blipFill><a:blip r:embed="i"/></p:blipFill></p:pic>';
    const relationships =
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="i" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="../media/image1.png"/></Relationships>';
    const file = aPptxFile(
      [{ shapes: pptxShape(['Before.']) + picture + pptxShape(['After.']) }],
      [
        { name: 'ppt/slides/_rels/slide1.xml.rels', content: relationships },
        { name: 'ppt/media/image1.png', content: aPictureOf(['Visitors sign in at the desk.']) },
      ],
    );
    try {
      const { text, warnings } = await parsePptx(file, ocr);
      expect(text).toMatch(/^Before\.\n\nVisitors sign in at the desk\.\n\nAfter\.$/u);
      expect(warnings).toEqual([{ code: 'PICTURES_READ_BY_OCR', count: 1 }]);
      expect((await parse(file)).text).toBe('Before.\n\nAfter.');
    } finally {
      await ocr.close();
    }
  }, 60_000);
});
