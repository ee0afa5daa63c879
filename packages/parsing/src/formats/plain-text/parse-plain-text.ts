import type { ParsedDocument } from '@carrel/core';
import { createDocumentBuilder } from '../../document/document-builder.ts';
import { decodeText } from '../../text/decode-text.ts';
import { decodingWarnings } from '../../text/decoding-warnings.ts';
import { addPlainText } from './add-plain-text.ts';

/**
 * Plain text. Blank lines part paragraphs; lines that were wrapped to a width are put together again, lines that stand for
 * themselves stay. Underlined lines are headings, lines with a bullet or number items of a list. Title: the heading that
 * the text begins with, if it does.
 */
export function parsePlainText(bytes: Uint8Array): ParsedDocument {
  const decoded = decodeText(bytes);
  const builder = createDocumentBuilder();
  const title = addPlainText(builder, decoded.text);
  return builder.build({ title, parser: { name: 'text', version: '1' }, warnings: decodingWarnings(decoded) });
}
