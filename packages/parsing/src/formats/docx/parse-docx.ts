import type { ParsedDocument } from '@carrel/core';
import mammoth from 'mammoth';
import { parseFragment } from 'parse5';
import { createDocumentBuilder } from '../../document/document-builder.ts';
import { packStored } from '../../zip/pack-stored.ts';
import type { UnpackedZip } from '../../zip/unpack-zip.ts';
import { addHtml } from '../html/add-html.ts';
import { readOfficePackage } from '../office/read-office-package.ts';
import { titleProperty } from '../office/title-property.ts';
import type { Ocr } from '../../ocr/ocr.ts';
import { createPictureReader } from './picture-reader.ts';
import { unwrapRuby } from './unwrap-ruby.ts';
import { ReadFailure } from '../../read-failure.ts';

/**
 * A Word document: headings by style, lists, tables, notes and text boxes, in the order of the document. Words in
 * pictures are read by OCR, at the place of the picture. Embedded files and macros are not opened. Title: the document's property, else its first heading.
 * @throws CORRUPT_FILE, ENCRYPTED, UNPACKED_TOO_LARGE, PARSER_OUTPUT.
 */
export async function parseDocx(bytes: Uint8Array, ocr: Ocr): Promise<ParsedDocument> {
  const unpacked = await readOfficePackage(bytes, (name) => /^word\/media\//iu.test(name));
  const pictures = createPictureReader(ocr);
  const html = await pictures.fill(await convertToHtml(packStored(prepared(unpacked.contents)), pictures.keep));
  const builder = createDocumentBuilder();
  const firstHeading = addHtml(builder, parseFragment(html.replaceAll(noteMark, '')));
  const title = titleProperty(unpacked) ?? firstHeading;
  return builder.build({ title, parser: { name: 'docx', version: '1' }, warnings: [...warningsOf(unpacked), ...pictures.warnings()] });
}

/** Word's own names of styles, beyond those that mammoth knows. */
const styleMap = [
  "p[style-name='Title'] => h1:fresh",
  ...[7, 8, 9].map((level) => `p[style-name='Heading ${level}'] => h6:fresh`),
  ...['Quote', 'Intense Quote', 'Block Text'].map((name) => `p[style-name='${name}'] => blockquote > p:fresh`),
  ...['HTML Preformatted', 'Plain Text', 'Source Code', 'Code'].map((name) => `p[style-name='${name}'] => pre:separator('\n')`),
];

/** mammoth's links between a note and its place: `[1]` and `↑` are not words of the document. */
const noteMark = /<a href="#(?:foot|end)note-[^"<>]*"(?: id="[^"<>]*")?>[^<>]*<\/a>/gu;

function prepared(contents: UnpackedZip['contents']): ReadonlyMap<string, Uint8Array> {
  return new Map([...contents].map(([name, content]) => [name, /^word\/[^/]+\.xml$/u.test(name) ? withoutRuby(content) : content]));
}

function withoutRuby(content: Uint8Array): Uint8Array {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  return bytes.includes('<w:ruby') ? Buffer.from(unwrapRuby(bytes.toString('utf8'))) : content;
}

async function convertToHtml(zip: Buffer, keepPicture: (bytes: Uint8Array) => string): Promise<string> {
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer: zip },
      {
        styleMap,
        includeEmbeddedStyleMap: false,
        externalFileAccess: false,
        convertImage: mammoth.images.imgElement(async (image) => ({ src: keepPicture(await image.readAsBuffer()) })),
      },
    );
    return value;
  } catch (error) {
    throw new ReadFailure('CORRUPT_FILE', { message: 'The document part cannot be read.', cause: error });
  }
}

function warningsOf({ names }: UnpackedZip): ParsedDocument['warnings'] {
  const has = (pattern: RegExp) => names.some((name) => pattern.test(name));
  return [
    ...(has(/vbaProject\.bin$/iu) ? [{ code: 'MACROS_NOT_READ' }] : []),
    ...(has(/^word\/embeddings\//iu) ? [{ code: 'EMBEDDED_FILES_NOT_READ' }] : []),
    ...(has(/^word\/charts\//iu) ? [{ code: 'CHARTS_NOT_READ' }] : []),
  ];
}
