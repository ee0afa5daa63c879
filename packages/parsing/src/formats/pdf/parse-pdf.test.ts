import PdfKit from 'pdfkit';
import { describe, expect, it } from 'vitest';
import { noOcr } from '../../../../../test/support/parsing/no-ocr.ts';
import { aPdfFile, pdfPageHeight, pdfPageWidth, type PdfFileLine } from '../../../../../test/support/parsing/a-pdf-file.ts';
import { outlineOf } from '../../../../../test/support/parsing/outline-of.ts';
import { checkParsedDocument } from '../../document/check-parsed-document.ts';
import { ReadFailure } from '../../read-failure.ts';
import { parsePdf } from './parse-pdf.ts';

async function parse(bytes: Buffer) {
  const document = await parsePdf(bytes, noOcr);
  expect(checkParsedDocument(document)).toBeNull();
  return document;
}

const failureOf = (bytes: Buffer) =>
  parsePdf(bytes, noOcr).then(
    () => 'none',
    (error: unknown) => (error instanceof ReadFailure ? error.code : String(error)),
  );

/** Lines one below the other, as a paragraph has them. */
function column(lines: readonly string[], place: { readonly x: number; readonly y: number; readonly size?: number }): PdfFileLine[] {
  const { x, y, size = 10 } = place;
  return lines.map((text, index) => ({ text, x, y: y - index * size * 1.2, size }));
}

async function withPdfKit(draw: (pdf: PDFKit.PDFDocument) => void, options: PDFKit.PDFDocumentOptions = {}): Promise<Buffer> {
  const pdf = new PdfKit(options);
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const done = new Promise((resolve) => pdf.once('end', resolve));
  draw(pdf);
  pdf.end();
  await done;
  return Buffer.concat(chunks);
}

const prose = (name: string) => [
  `${name} begins here and goes on until the column is`,
  'filled by the words that stand in it, line by line,',
  'and each of the lines is about as long as the others',
  'because that is how running text looks on a page, as',
  `every reader knows, up to the end of ${name}.`,
];

describe('parsePdf', () => {
  it('joins lines to paragraphs, and words that are divided at their ends', async () => {
    const lines = ['The contract says that the infor-', 'mation is well-known to all em-', 'ployees, which is a well-', 'known rule.'];
    const { text, lines: boxes } = await parse(aPdfFile([{ lines: column(lines, { x: 50, y: 700 }) }]));
    expect(text).toBe('The contract says that the information is well-known to all employees, which is a well-known rule.');
    expect(boxes.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      'The contract says that the infor',
      'mation is well-known to all em',
      'ployees, which is a well-',
      'known rule.',
    ]);
  });

  it('keeps characters outside of the basic plane, with exact spans', async () => {
    const { text, lines } = await parse(aPdfFile([{ lines: column(['Result 𝔘 of the 🔬 test', 'is 🙂 good'], { x: 50, y: 700 }) }]));
    expect(text).toBe('Result 𝔘 of the 🔬 test is 🙂 good');
    expect(lines.map(({ span }) => text.slice(span.start, span.end))).toEqual(['Result 𝔘 of the 🔬 test', 'is 🙂 good']);
  });

  it.each([
    [0, { x: 100, y: 800 - 650 }],
    [90, { x: 650, y: 100 }],
    [180, { x: 600 - 100, y: 650 }],
    [270, { x: 800 - 650, y: 600 - 100 }],
  ] as const)('places lines on the page as it is shown when it is turned by %d degrees', async (rotate, origin) => {
    const { lines, pages, text } = await parse(aPdfFile([{ rotate, lines: [{ text: 'Hello world', x: 100, y: 650, size: 20 }] }]));
    expect(text).toBe('Hello world');
    const isUpright = rotate % 180 === 0;
    expect(pages).toEqual([{ page: 1, width: isUpright ? pdfPageWidth : pdfPageHeight, height: isUpright ? pdfPageHeight : pdfPageWidth }]);
    const [line] = lines;
    if (line === undefined) throw new Error('no line');
    // The origin of the first letter lies on the edge of its box where the text begins, above the descenders.
    expect(origin.x).toBeGreaterThanOrEqual(line.x - 0.1);
    expect(origin.x).toBeLessThanOrEqual(line.x + line.width + 0.1);
    expect(origin.y).toBeGreaterThanOrEqual(line.y - 0.1);
    expect(origin.y).toBeLessThanOrEqual(line.y + line.height + 0.1);
    // Helvetica 20: "Hello world" is 4,945 thousandths of the size wide; a line is about as high as its font.
    const [along, across] = isUpright ? [line.width, line.height] : [line.height, line.width];
    expect(along).toBeCloseTo(98.9, 1);
    expect(across).toBeGreaterThan(16);
    expect(across).toBeLessThan(26);
  });

  it('reads two columns one after the other, whatever order the file has them in', async () => {
    const left = column(prose('LEFT'), { x: 40, y: 600 });
    const right = column(prose('RIGHT'), { x: 320, y: 596 });
    const mixed = left.flatMap((line, index) => [line, right[index] ?? line]);
    const title = { text: 'A title that stands across both of the columns on the page', x: 100, y: 700, size: 16 };
    const document = await parse(aPdfFile([{ lines: [...mixed, title] }]));
    expect(outlineOf(document).map((line) => line.slice(0, 40))).toEqual([
      'heading 1: A title that stands across bo',
      'paragraph: LEFT begins here and goes on ',
      'paragraph: RIGHT begins here and goes on',
    ]);
    expect(document.text).toMatch(/end of LEFT\.\n\nRIGHT begins/u);
  });

  it('reads tables by row, with cells that wrap', async () => {
    const row = (y: number, ...cells: string[]) =>
      cells.map((text, index) => ({ text, x: 50 + index * 150, y })).filter((cell) => cell.text !== '');
    const document = await parse(
      aPdfFile([
        {
          lines: [
            ...row(700, 'Country', 'Days', 'Remark'),
            ...row(670, 'Germany', '30', 'of which ten are'),
            ...row(658, '', '', 'to be taken in one'),
            ...row(630, 'Poland', '26', 'none'),
          ],
        },
      ]),
    );
    expect(outlineOf(document)).toEqual([
      'table-row: Country\tDays\tRemark',
      'table-row: Germany\t30\tof which ten are to be taken in one',
      'table-row: Poland\t26\tnone',
    ]);
    expect(document.lines).toHaveLength(10);
  });

  it('leaves running heads and feet out of sentences that go on across pages', async () => {
    const pages = [1, 2, 3].map((page) => ({
      lines: [
        { text: 'Handbook of the company', x: 50, y: 780 },
        ...column([`The rule of page ${page} is a sentence that does not end`, 'at the end of its page but goes on'], { x: 50, y: 700 }),
        { text: `Page ${page} of 3`, x: 280, y: 20 },
      ],
    }));
    const { text } = await parse(
      aPdfFile(
        pages.map((page, index) =>
          index === 0 ? page : { lines: page.lines.map((line) => ({ ...line, text: line.text.replace('The rule', 'and the rule') })) },
        ),
      ),
    );
    expect(text).toBe(
      'Handbook of the company\n\n' +
        'The rule of page 1 is a sentence that does not end at the end of its page but goes on ' +
        'and the rule of page 2 is a sentence that does not end at the end of its page but goes on ' +
        'and the rule of page 3 is a sentence that does not end at the end of its page but goes on',
    );
  });

  it('does not take a table that goes on over pages for heads and feet', async () => {
    const pages = [1, 2, 3, 4].map((page) => ({
      lines: Array.from({ length: 8 }, (_row, index) => [
        { text: `Room ${page * 100 + index}`, x: 50, y: 700 - index * 20 },
        { text: `${index + page}`, x: 250, y: 700 - index * 20 },
      ]).flat(),
    }));
    const { blocks } = await parse(aPdfFile(pages));
    expect(blocks.filter(({ kind }) => kind === 'table-row')).toHaveLength(32);
  });

  it('knows headings by their size, their number and the outline of the file', async () => {
    const bytes = await withPdfKit(
      (pdf) => {
        pdf.fontSize(22).text('Travel policy').moveDown();
        pdf.fontSize(11).text('This policy is for everyone. '.repeat(8)).moveDown();
        pdf.fontSize(11).text('2.1 Hotels in cities').moveDown();
        pdf.text('The limit is 165 EUR a night. '.repeat(6)).moveDown();
        pdf.text('Trains and flights').moveDown();
        pdf.text('Take the train if you can. '.repeat(6));
        pdf.outline.addItem('Trains and flights');
      },
      { info: { Title: 'policy_final_v3.docx' } },
    );
    const document = await parse(bytes);
    expect(document.title).toBe('Travel policy');
    expect(outlineOf(document).filter((line) => line.startsWith('heading'))).toEqual([
      'heading 1: Travel policy',
      'heading 3: 2.1 Hotels in cities   < Travel policy',
      'heading 1: Trains and flights',
    ]);
  });

  it('reads lists with their depth, and programs with their lines', async () => {
    const bytes = await withPdfKit((pdf) => {
      pdf.fontSize(11).text('Bring these things with you on the first day:').moveDown(0.2);
      pdf.text('•  your passport or identity card', 80, 120).text('–  also the old one', 110, 136).text('•  the contract', 80, 152);
      pdf.font('Courier').text('if (ready) {', 72, 220).text('start();', 85, 234).text('}', 72, 248);
    });
    expect(outlineOf(await parse(bytes))).toEqual([
      'paragraph: Bring these things with you on the first day:',
      'list-item 1: your passport or identity card',
      'list-item 2: also the old one',
      'list-item 1: the contract',
      'code: if (ready) {\n  start();\n}',
    ]);
  });

  it('drops letters that are drawn twice, and text that lies outside of the page', async () => {
    const lines = [
      { text: 'Bold', x: 50, y: 700 },
      { text: 'Bold', x: 50.3, y: 700 },
      { text: 'Hidden', x: 50, y: 2000 },
    ];
    expect((await parse(aPdfFile([{ lines }]))).text).toBe('Bold');
  });

  it('keeps the numbers of pages across empty ones, and says which have no text', async () => {
    const { blocks, warnings, pages } = await parse(
      aPdfFile([{ lines: [{ text: 'First.', x: 50, y: 700 }] }, { lines: [] }, { lines: [{ text: 'Third.', x: 50, y: 700 }] }]),
    );
    expect(blocks.map(({ page }) => page)).toEqual([1, 3]);
    expect(pages).toHaveLength(3);
    expect(warnings).toEqual([{ code: 'PAGE_WITHOUT_TEXT', page: 2 }]);
  });

  it('leaves out pages whose letters mean nothing', async () => {
    const { text, warnings } = await parse(
      aPdfFile([{ lines: [{ text: '¹ØÓÚºì¾ü×÷Õ½µÄÔÔò¶Ô¹ú·ÀÎÊÌâ', x: 50, y: 700 }] }, { lines: [{ text: 'Plain words.', x: 50, y: 700 }] }]),
    );
    expect(text).toBe('Plain words.');
    expect(warnings).toEqual([{ code: 'PAGE_GARBLED', page: 1 }]);
  });

  it.each([
    ['a file that needs a password', () => withPdfKit((pdf) => pdf.text('Secret'), { userPassword: 'x' }), 'ENCRYPTED'],
    ['a file that is no PDF behind its header', () => Promise.resolve(Buffer.from('%PDF-1.4\nnothing')), 'CORRUPT_FILE'],
  ])('refuses %s', async (_rule, make, code) => {
    expect(await failureOf(await make())).toBe(code);
  });

  it('reads a file that only asks not to be copied, and says so', async () => {
    const { text, warnings } = await parse(
      await withPdfKit((pdf) => pdf.text('Open'), { ownerPassword: 'x', permissions: { copying: false } }),
    );
    expect(text).toBe('Open');
    expect(warnings).toEqual([{ code: 'EXTRACTION_NOT_PERMITTED' }]);
  });
});
