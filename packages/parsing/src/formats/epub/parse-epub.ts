import type { ParsedDocument } from '@carrel/core';
import { parse } from 'parse5';
import { createDocumentBuilder } from '../../document/document-builder.ts';
import { ReadFailure } from '../../read-failure.ts';
import { decodeText } from '../../text/decode-text.ts';
import { descendantsOf, readXml, textOf, type XmlElement } from '../../xml/read-xml.ts';
import { unpackZip, type UnpackedZip } from '../../zip/unpack-zip.ts';
import { addHtml } from '../html/add-html.ts';

/**
 * An e-book: its pages in the order of reading, each as a page of HTML. Pictures, sounds and scripts are not read. Title:
 * the book's.
 * @see EPUB 3.3, §5 (package document)
 * @throws CORRUPT_FILE, ENCRYPTED, UNPACKED_TOO_LARGE, PARSER_OUTPUT.
 */
export async function parseEpub(bytes: Uint8Array): Promise<ParsedDocument> {
  const unpacked = await unpackZip(bytes, (name) => /\.(?:xml|opf|x?html?)$/iu.test(name));
  if (hasEncryptedPages(unpacked)) throw new ReadFailure('ENCRYPTED');
  const { name, book } = packageOf(unpacked);
  const builder = createDocumentBuilder();
  let firstHeading: string | null = null;
  for (const page of readingOrder(name, book)) {
    const content = unpacked.contents.get(page);
    if (content === undefined) continue;
    builder.closeHeadings();
    const heading = addHtml(builder, parse(decodeText(content).text));
    firstHeading ??= heading;
  }
  const title = textOf(descendantsOf(book, 'title')[0]).trim();
  return builder.build({ title: title === '' ? firstHeading : title, parser: { name: 'epub', version: '1' } });
}

/** Fonts are often obfuscated; a book whose pages are encrypted can be read by nobody but its shop. */
function hasEncryptedPages({ contents }: UnpackedZip): boolean {
  const encryption = contents.get('META-INF/encryption.xml');
  if (encryption === undefined) return false;
  return descendantsOf(readXml(encryption), 'CipherReference').some(({ attributes }) => /\.x?html?$/iu.test(attributes.get('URI') ?? ''));
}

function packageOf({ contents }: UnpackedZip): { readonly name: string; readonly book: XmlElement } {
  const container = contents.get('META-INF/container.xml');
  const name = container === undefined ? undefined : descendantsOf(readXml(container), 'rootfile')[0]?.attributes.get('full-path');
  const content = name === undefined ? undefined : contents.get(name);
  if (name === undefined || content === undefined) throw new ReadFailure('CORRUPT_FILE', { message: 'The package document is missing.' });
  return { name, book: readXml(content) };
}

/** Names of the pages, resolved against the package document; what lies outside of the book is left out. */
function readingOrder(packageName: string, book: XmlElement): string[] {
  const folder = packageName.slice(0, packageName.lastIndexOf('/') + 1);
  const items = new Map(
    descendantsOf(book, 'item').map(({ attributes }) => [attributes.get('id') ?? '', attributes.get('href') ?? ''] as const),
  );
  return descendantsOf(book, 'itemref').flatMap(({ attributes }) => {
    const href = items.get(attributes.get('idref') ?? '');
    return href === undefined || href === '' ? [] : [entryName(folder, href)];
  });
}

function entryName(folder: string, href: string): string {
  const path: string[] = [];
  for (const step of `${folder}${decoded(href.split('#', 1)[0] ?? '')}`.split('/')) {
    if (step === '..') path.pop();
    else if (step !== '' && step !== '.') path.push(step);
  }
  return path.join('/');
}

function decoded(href: string): string {
  try {
    return decodeURIComponent(href);
  } catch {
    return href;
  }
}
