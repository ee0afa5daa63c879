import { CarrelError, mediaTypes, type MediaType, type ParsedDocument } from '@carrel/core';
import { detectMediaType } from './media-type.ts';

export interface ParseInput {
  readonly bytes: Uint8Array;
  readonly fileName: string;
  /** What the file was taken for when it was uploaded. */
  readonly mediaType: MediaType;
}

/**
 * Reads a file into text, in this process: nothing here limits time or memory. `createParserPool` does, and is what a
 * server uses.
 *
 * The type is looked at again, now that all bytes are there: what hides at the end of a file was not seen at the upload.
 *
 * @throws EMPTY_TEXT, ENCRYPTED, CORRUPT_FILE, UNSUPPORTED_TYPE, AMBIGUOUS_TYPE, UNPACKED_TOO_LARGE, PARSER_OUTPUT.
 */
export async function parseFile({ bytes, fileName, mediaType }: ParseInput): Promise<ParsedDocument> {
  const detected = detectMediaType(bytes, fileName);
  if (detected.outcome === 'refused') throw new CarrelError(detected.code);
  if (detected.mediaType !== mediaType && isBinary(mediaType)) throw new CarrelError('CORRUPT_FILE', { message: `Expected ${mediaType}, found ${detected.mediaType}.` });
  const document = await parseAs(mediaType, bytes);
  if (document.blocks.length === 0) throw new CarrelError('EMPTY_TEXT');
  return document;
}

function isBinary(mediaType: MediaType): boolean {
  return mediaType === mediaTypes.pdf || mediaType === mediaTypes.docx;
}

/** Each parser is loaded when its first file comes: a child that reads text files never loads the one for PDF. */
async function parseAs(mediaType: MediaType, bytes: Uint8Array): Promise<ParsedDocument> {
  switch (mediaType) {
    case mediaTypes.pdf:
      return (await import('./formats/pdf/parse-pdf.ts')).parsePdf(bytes);
    case mediaTypes.docx:
      return (await import('./formats/docx/parse-docx.ts')).parseDocx(bytes);
    case mediaTypes.markdown:
      return (await import('./formats/markdown/parse-markdown.ts')).parseMarkdown(bytes);
    case mediaTypes.html:
      return (await import('./formats/html/parse-html.ts')).parseHtml(bytes);
    case mediaTypes.text:
      return (await import('./formats/plain-text/parse-plain-text.ts')).parsePlainText(bytes);
  }
}
