import type { ParsedDocument } from '@carrel/core';
import { createDocumentBuilder } from '../../document/document-builder.ts';
import { knownWordsOf } from '../../text/join-lines.ts';
import type { Ocr } from '../../ocr/ocr.ts';
import { addPdfBlocks } from './add-pdf-blocks.ts';
import { addScannedPages } from './add-scanned-pages.ts';
import { formBlocks } from './form-blocks.ts';
import type { Fragment } from './form-fragments.ts';
import { joinAcrossPages } from './join-across-pages.ts';
import { columnStartOf, orderRegions } from './order-regions.ts';
import { outlineLevels } from './outline-levels.ts';
import { openPdf, type PdfDocument } from './pdfjs.ts';
import { readPages, type PdfPageText } from './read-pages.ts';
import { splitRunningRows } from './split-running-rows.ts';

/**
 * A PDF file: text in the order of reading, with the box of every line on its page as it is shown. Headings are told by
 * size, numbering and the file's outline; tables by their columns. Pages without usable text that have ink on them are read by
 * OCR. White, tiny and unpainted text, and text outside of its page, is kept apart. Title: the file's own if it is one, else
 * its largest heading on the first page.
 * @throws CORRUPT_FILE, ENCRYPTED, PARSER_OUTPUT.
 */
export async function parsePdf(bytes: Uint8Array, ocr: Ocr): Promise<ParsedDocument> {
  const pdf = await openPdf(bytes, { hasPictures: false });
  let pictured: Promise<PdfDocument> | null = null;
  const withPictures = () => (pictured ??= openPdf(bytes, { hasPictures: true }));
  const { texts, sizes, warnings, apart } = await addScannedPages(bytes, await readPages(pdf, withPictures), ocr);
  const { pages, running } = splitRunningRows(texts, pdf.numPages);
  const regions = [[...running], ...regionsOf(pages)].filter((region) => region.length > 0);
  const blocks = joinAcrossPages(regions.map(formBlocks));
  const builder = createDocumentBuilder();
  for (const hidden of apart) builder.keepApart(hidden);
  const known = knownWordsOf(regions.flat().map((fragment) => fragment.text));
  const firstHeading = addPdfBlocks(builder, blocks, { outline: await outlineLevels(pdf), known });
  const info = await infoOf(pdf);
  return builder.build({
    title: titleOf(info['Title']) ?? firstHeading,
    parser: { name: 'pdf', version: '1' },
    pages: sizes,
    warnings: [...(await documentWarnings(pdf, info)), ...warnings],
  });
}

function regionsOf(pages: readonly PdfPageText[]): Fragment[][] {
  // What pages of one document agree on helps where a page alone is not clear.
  const columnStarts = pages.flatMap(({ directions: [main = []] }) => columnStartOf(main) ?? []);
  return pages.flatMap(({ directions }) => directions.flatMap((fragments) => orderRegions(fragments, columnStarts)));
}

async function infoOf(pdf: PdfDocument): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await pdf.getMetadata()).info;
  } catch {
    // Damaged metadata says nothing; the text is there all the same.
    return {};
  }
}

/** Programs put file names and their own names where a title should be. */
function titleOf(title: unknown): string | null {
  if (typeof title !== 'string' || title.trim().length < 3) return null;
  const isNoTitle =
    /\.(?:docx?|pdf|odt|rtf|indd|tex|dvi|xlsx?|pptx?|pages|html?)$|^(?:untitled|unbenannt|document\d*|dokument\d*|microsoft word\b)/iu.test(
      title.trim(),
    );
  return isNoTitle ? null : title;
}

/** PDF 1.7, table 22: bit 5, "copy or otherwise extract text and graphics". */
const copyPermission = 0x10;

async function documentWarnings(pdf: PdfDocument, info: Readonly<Record<string, unknown>>): Promise<ParsedDocument['warnings']> {
  const permissions = await pdf.getPermissions().catch(() => null);
  return [
    ...(permissions !== null && !permissions.includes(copyPermission) ? [{ code: 'EXTRACTION_NOT_PERMITTED' }] : []),
    ...(info['IsXFAPresent'] === true ? [{ code: 'XFA_FORM_NOT_READ' }] : []),
  ];
}
