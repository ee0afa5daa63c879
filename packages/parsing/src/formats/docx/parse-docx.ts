import type { KeptApart, ParsedDocument } from '@carrel/core';
import mammoth from 'mammoth';
import { parseFragment } from 'parse5';
import { createDocumentBuilder } from '../../document/document-builder.ts';
import { packStored } from '../../zip/pack-stored.ts';
import type { UnpackedZip } from '../../zip/unpack-zip.ts';
import { hardBreak } from '../../text/clean-text.ts';
import { decodeXml, descendantsOf, readXml, textOf } from '../../xml/read-xml.ts';
import { addHtml } from '../html/add-html.ts';
import { readOfficePackage } from '../office/read-office-package.ts';
import { titleProperty } from '../office/title-property.ts';
import type { Ocr } from '../../ocr/ocr.ts';
import { createPictureWords } from '../image/picture-words.ts';
import { createPictureReader } from './picture-reader.ts';
import { readHiddenStyles } from './hidden-styles.ts';
import { takeHiddenText } from './take-hidden-text.ts';
import { unwrapRuby } from './unwrap-ruby.ts';
import { ReadFailure } from '../../read-failure.ts';

/**
 * A Word document: headings by style, lists, tables, notes and text boxes, in the order of the document. Words in
 * pictures are read by OCR, at the place of the picture. What Word does not show (hidden, deleted, white or tiny text) and
 * comments are kept apart. Embedded files and macros are not opened. Title: the document's property, else its first heading.
 * @throws CORRUPT_FILE, ENCRYPTED, UNPACKED_TOO_LARGE, PARSER_OUTPUT.
 */
export async function parseDocx(bytes: Uint8Array, ocr: Ocr): Promise<ParsedDocument> {
  const unpacked = await readOfficePackage(bytes, (name) => /^word\/media\//iu.test(name));
  const words = createPictureWords(ocr);
  const pictures = createPictureReader(words);
  const builder = createDocumentBuilder();
  const shown = shownParts(unpacked.contents, (hidden) => builder.keepApart(hidden));
  const html = await pictures.fill(await convertToHtml(packStored(shown), pictures.keep));
  const firstHeading = addHtml(builder, parseFragment(html.replaceAll(noteMark, '')));
  const title = titleProperty(unpacked) ?? firstHeading;
  return builder.build({ title, parser: { name: 'docx', version: '1' }, warnings: [...warningsOf(unpacked), ...words.warnings()] });
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

/** The parts as mammoth gets them: without what Word does not show, which is kept apart. */
function shownParts(contents: UnpackedZip['contents'], keepApart: (hidden: KeptApart) => void): ReadonlyMap<string, Uint8Array> {
  const styles = readHiddenStyles(contents.get('word/styles.xml'));
  return new Map(
    [...contents].map(([name, content]) => {
      if (name === 'word/comments.xml') for (const text of commentsIn(content)) keepApart({ kind: 'comment', text });
      if (!isTextPart(name)) return [name, content];
      const { xml, hidden } = takeHiddenText(unwrapRuby(decodeXml(content)), styles);
      for (const one of hidden) keepApart(one);
      return [name, Buffer.from(xml)];
    }),
  );
}

/** Parts that may hold text of the document, whatever a program named them. */
function isTextPart(name: string): boolean {
  return /^word\/(?!(?:styles|numbering|settings|webSettings|fontTable|comments\w*)\.xml$)[^/]+\.xml$/iu.test(name);
}

function commentsIn(part: Uint8Array): string[] {
  return descendantsOf(readXml(part), 'comment').map((comment) =>
    descendantsOf(comment, 'p')
      .map((paragraph) => descendantsOf(paragraph, 't').map(textOf).join(''))
      .join(hardBreak),
  );
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
