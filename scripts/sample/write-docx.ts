import { writeFile } from 'node:fs/promises';
import { Document, HeadingLevel, Packer, Paragraph, Table, TableCell, TableRow, WidthType } from 'docx';
import type { SampleSource, SourceBlock } from './read-source.ts';

/** Writes a source as a DOCX with real headings and tables. */
export async function writeDocx(source: SampleSource, path: string): Promise<void> {
  const document = new Document({
    title: source.title,
    creator: 'Northlight Instruments',
    sections: [{ children: source.blocks.map(blockOf) }],
  });
  await writeFile(path, await Packer.toBuffer(document));
}

function blockOf(block: SourceBlock): Paragraph | Table {
  switch (block.kind) {
    case 'heading':
      return new Paragraph({ text: block.text, heading: block.level === 1 ? HeadingLevel.HEADING_1 : HeadingLevel.HEADING_2 });
    case 'paragraph':
      return new Paragraph({ text: block.text, spacing: { after: 160 } });
    case 'page-break':
      return new Paragraph({ pageBreakBefore: true });
    case 'table':
      return new Table({
        width: { size: 100, type: WidthType.PERCENTAGE },
        rows: block.rows.map(
          (row, index) =>
            new TableRow({ tableHeader: index === 0, children: row.map((cell) => new TableCell({ children: [new Paragraph(cell)] })) }),
        ),
      });
  }
}
