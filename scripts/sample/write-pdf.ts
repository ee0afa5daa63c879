import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import PDFDocument from 'pdfkit';
import type { SampleSource, SourceBlock } from './read-source.ts';

const marginPoints = 64;

/** Writes a source as a PDF of A4 pages with page numbers. */
export async function writePdf(source: SampleSource, path: string): Promise<void> {
  const document = new PDFDocument({
    size: 'A4',
    margins: { top: marginPoints, bottom: marginPoints, left: marginPoints, right: marginPoints },
    info: { Title: source.title, CreationDate: new Date('2026-03-01T00:00:00Z') },
    bufferPages: true,
    lang: 'en',
  });
  const file = createWriteStream(path);
  document.pipe(file);
  for (const block of source.blocks) writeBlock(document, block);
  const pages = document.bufferedPageRange();
  for (let page = 0; page < pages.count; page += 1) {
    document.switchToPage(page);
    document.page.margins.bottom = 0;
    document.font('Helvetica').fontSize(8).fillColor('#666666');
    document.text(`${source.title}   ${page + 1} / ${pages.count}`, marginPoints, document.page.height - 40, { lineBreak: false });
  }
  document.end();
  await finished(file);
}

function writeBlock(document: PDFKit.PDFDocument, block: SourceBlock): void {
  switch (block.kind) {
    case 'heading':
      document.moveDown(block.level === 1 ? 0 : 0.8);
      document
        .font('Helvetica-Bold')
        .fontSize(block.level === 1 ? 20 : 13)
        .fillColor('#1d3b2f')
        .text(block.text);
      document.moveDown(0.4);
      return;
    case 'paragraph':
      document.font('Times-Roman').fontSize(11.5).fillColor('#222222').text(block.text, { lineGap: 2.5 });
      document.moveDown(0.6);
      return;
    case 'page-break':
      document.addPage();
      return;
    case 'table':
      document
        .font('Times-Roman')
        .fontSize(10.5)
        .table({ data: block.rows.map((row) => [...row]) });
      document.moveDown(0.6);
      return;
  }
}
