import type { ParsedDocument } from '@carrel/core';
import { createDocumentBuilder } from '../../document/document-builder.ts';
import { ReadFailure } from '../../read-failure.ts';
import { descendantsOf, elementAt, elementsOf, readXml, textOf } from '../../xml/read-xml.ts';
import type { UnpackedZip } from '../../zip/unpack-zip.ts';
import { readOfficePackage } from '../office/read-office-package.ts';
import { addOdtBlocks } from './add-odt-blocks.ts';
import { readOdtStyles } from './odt-styles.ts';
import { deletedTexts } from './odt-text.ts';

/**
 * An OpenDocument text: headings by outline level, lists, tables by row, notes and boxes after the paragraph that they stand
 * in. Hidden, white and tiny text, comments and tracked deletions are kept apart; macros are not read. Title: the
 * document's property, else its first heading.
 * @throws CORRUPT_FILE, ENCRYPTED, UNPACKED_TOO_LARGE, PARSER_OUTPUT.
 */
export async function parseOdt(bytes: Uint8Array): Promise<ParsedDocument> {
  const unpacked = await readOfficePackage(bytes);
  if (isEncrypted(unpacked)) throw new ReadFailure('ENCRYPTED');
  const part = (name: string) => {
    const content = unpacked.contents.get(name);
    return content === undefined ? undefined : readXml(content);
  };
  const content = part('content.xml');
  const body = elementAt(content, 'body', 'text');
  if (content === undefined || body === undefined) throw new ReadFailure('CORRUPT_FILE', { message: 'The text part is missing.' });
  const builder = createDocumentBuilder();
  const styles = readOdtStyles([content, ...[part('styles.xml')].filter((styled) => styled !== undefined)]);
  let firstHeading: string | null = null;
  for (const text of deletedTexts(body)) builder.keepApart({ kind: 'deleted', text });
  addOdtBlocks(elementsOf(body), { builder, styles, onHeading: (text) => void (firstHeading ??= text) });
  const title = textOf(elementAt(part('meta.xml'), 'meta', 'title')).trim();
  const hasMacros = unpacked.names.some((name) => /^(?:Basic|Scripts)\//u.test(name));
  return builder.build({
    title: title === '' ? firstHeading : title,
    parser: { name: 'odt', version: '1' },
    warnings: hasMacros ? [{ code: 'MACROS_NOT_READ' }] : [],
  });
}

/** OpenDocument 1.3, part 2, §4.8: each entry that is encrypted says so in the list of entries. */
function isEncrypted({ contents }: UnpackedZip): boolean {
  const manifest = contents.get('META-INF/manifest.xml');
  return manifest !== undefined && descendantsOf(readXml(manifest), 'encryption-data').length > 0;
}
