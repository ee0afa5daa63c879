import type { MediaType, ParsedDocument } from '@carrel/core';
import { detectMediaType } from './media-type.ts';
import { ReadFailure } from './read-failure.ts';

export interface ParseInput {
  readonly bytes: Uint8Array;
  readonly fileName: string;
  /** What the file was taken for when it was uploaded. */
  readonly mediaType: MediaType;
}

/**
 * Reads a file into text. The type is looked at again, now that all bytes are there: what hides at the end of a file was
 * not seen at the upload.
 * @throws ReadFailure, or whatever a parser throws that meets something unforeseen.
 */
export async function readDocument({ bytes, fileName, mediaType }: ParseInput): Promise<ParsedDocument> {
  const detected = detectMediaType(bytes, fileName);
  if (detected.outcome === 'refused') throw new ReadFailure(detected.code);
  if (detected.mediaType !== mediaType && isBinary(mediaType))
    throw new ReadFailure('CORRUPT_FILE', { message: `Expected ${mediaType}, found ${detected.mediaType}.` });
  const document = await parseAs(mediaType, bytes, 0);
  if (document.blocks.length === 0) throw new ReadFailure('EMPTY_TEXT');
  return document;
}

function isBinary(mediaType: MediaType): boolean {
  return !mediaType.startsWith('text/') && mediaType !== 'message/rfc822';
}

/** Each parser is loaded when its first file comes: a child that reads text files never loads the one for PDF. */
async function parseAs(mediaType: MediaType, bytes: Uint8Array, depth: number): Promise<ParsedDocument> {
  switch (mediaType) {
    case 'application/pdf':
      return (await import('./formats/pdf/parse-pdf.ts')).parsePdf(bytes);
    case 'application/vnd.openxmlformats-officedocument.wordprocessingml.document':
      return (await import('./formats/docx/parse-docx.ts')).parseDocx(bytes);
    case 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet':
      return (await import('./formats/xlsx/parse-xlsx.ts')).parseXlsx(bytes);
    case 'application/vnd.openxmlformats-officedocument.presentationml.presentation':
      return (await import('./formats/pptx/parse-pptx.ts')).parsePptx(bytes);
    case 'message/rfc822':
      return (await import('./formats/eml/parse-eml.ts')).parseEml(bytes, (content, name) => readAttachment(content, name, depth + 1));
    case 'text/csv':
      return (await import('./formats/csv/parse-csv.ts')).parseCsv(bytes);
    case 'text/markdown':
      return (await import('./formats/markdown/parse-markdown.ts')).parseMarkdown(bytes);
    case 'text/html':
      return (await import('./formats/html/parse-html.ts')).parseHtml(bytes);
    case 'text/plain':
      return (await import('./formats/plain-text/parse-plain-text.ts')).parsePlainText(bytes);
  }
}

/** Files within files within the file; deeper ones are not opened (trust.md §4.1). */
const maxDepth = 2;

async function readAttachment(bytes: Uint8Array, fileName: string, depth: number): Promise<ParsedDocument | null> {
  const detected = detectMediaType(bytes, fileName);
  return detected.outcome === 'refused' || depth > maxDepth ? null : parseAs(detected.mediaType, bytes, depth);
}
