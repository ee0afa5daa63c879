import type { MediaType, ParsedDocument } from '@carrel/core';
import { detectMediaType } from './media-type.ts';
import { createOcr } from './ocr/create-ocr.ts';
import { defaultOcrLanguages } from './ocr/language-data.ts';
import type { Ocr } from './ocr/ocr.ts';
import { ReadFailure } from './read-failure.ts';

export interface ParseInput {
  readonly bytes: Uint8Array;
  readonly fileName: string;
  /** What the file was taken for when it was uploaded. */
  readonly mediaType: MediaType;
  /** Languages of text in pictures, as Tesseract names them; none: pictures are not read. */
  readonly ocrLanguages?: readonly string[];
}

/**
 * Reads a file into text. The type is looked at again, now that all bytes are there: what hides at the end of a file was
 * not seen at the upload.
 *
 * @param onWork is called when a piece of long work is done (a page read by OCR): what follows is not the same work.
 * @throws ReadFailure, or whatever a parser throws that meets something unforeseen.
 */
export async function readDocument(
  { bytes, fileName, mediaType, ocrLanguages }: ParseInput,
  onWork: () => void = () => {},
): Promise<ParsedDocument> {
  const detected = detectMediaType(bytes, fileName);
  if (detected.outcome === 'refused') throw new ReadFailure(detected.code);
  if (detected.mediaType !== mediaType && (isBinary(mediaType) || isBinary(detected.mediaType)))
    throw new ReadFailure('CORRUPT_FILE', { message: `Expected ${mediaType}, found ${detected.mediaType}.` });
  const ocr = createOcr({ languages: ocrLanguages ?? defaultOcrLanguages, onRead: onWork });
  try {
    const document = await parsers[mediaType](bytes, { ocr, depth: 0 });
    if (document.blocks.length === 0) throw new ReadFailure('EMPTY_TEXT');
    return document;
  } finally {
    await ocr.close();
  }
}

function isBinary(mediaType: MediaType): boolean {
  return !mediaType.startsWith('text/') && mediaType !== 'message/rfc822';
}

interface ParseTools {
  readonly ocr: Ocr;
  /** How many files this one lies within. */
  readonly depth: number;
}

type Parser = (bytes: Uint8Array, tools: ParseTools) => ParsedDocument | Promise<ParsedDocument>;

const parsePicture: Parser = async (bytes, { ocr }) => (await import('./formats/image/parse-image.ts')).parseImage(bytes, ocr);

/** Each parser is loaded when its first file comes: a child that reads text files never loads the one for PDF. */
const parsers: Readonly<Record<MediaType, Parser>> = {
  'application/pdf': async (bytes, { ocr }) => (await import('./formats/pdf/parse-pdf.ts')).parsePdf(bytes, ocr),
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': async (bytes, { ocr }) =>
    (await import('./formats/docx/parse-docx.ts')).parseDocx(bytes, ocr),
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': async (bytes) =>
    (await import('./formats/xlsx/parse-xlsx.ts')).parseXlsx(bytes),
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': async (bytes, { ocr }) =>
    (await import('./formats/pptx/parse-pptx.ts')).parsePptx(bytes, ocr),
  'message/rfc822': async (bytes, tools) =>
    (await import('./formats/eml/parse-eml.ts')).parseEml(bytes, (content, name) =>
      readAttachment(content, name, { ...tools, depth: tools.depth + 1 }),
    ),
  'image/png': parsePicture,
  'image/jpeg': parsePicture,
  'image/webp': parsePicture,
  'image/bmp': parsePicture,
  'image/tiff': async (bytes, { ocr }) => (await import('./formats/image/parse-tiff.ts')).parseTiff(bytes, ocr),
  'application/vnd.oasis.opendocument.text': async (bytes) => (await import('./formats/odt/parse-odt.ts')).parseOdt(bytes),
  'application/rtf': async (bytes) => (await import('./formats/rtf/parse-rtf.ts')).parseRtf(bytes),
  'application/epub+zip': async (bytes) => (await import('./formats/epub/parse-epub.ts')).parseEpub(bytes),
  'text/csv': async (bytes) => (await import('./formats/csv/parse-csv.ts')).parseCsv(bytes),
  'text/markdown': async (bytes) => (await import('./formats/markdown/parse-markdown.ts')).parseMarkdown(bytes),
  'text/html': async (bytes) => (await import('./formats/html/parse-html.ts')).parseHtml(bytes),
  'text/plain': async (bytes) => (await import('./formats/plain-text/parse-plain-text.ts')).parsePlainText(bytes),
};

/** Files within files within the file; deeper ones are not opened (trust.md §4.1). */
const maxDepth = 2;

async function readAttachment(bytes: Uint8Array, fileName: string, tools: ParseTools): Promise<ParsedDocument | null> {
  const detected = detectMediaType(bytes, fileName);
  return detected.outcome === 'refused' || tools.depth > maxDepth ? null : parsers[detected.mediaType](bytes, tools);
}
