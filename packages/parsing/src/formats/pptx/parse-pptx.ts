import type { ParsedDocument } from '@carrel/core';
import { createDocumentBuilder } from '../../document/document-builder.ts';
import { ReadFailure } from '../../read-failure.ts';
import { descendantsOf, elementAt, readXml, type XmlElement } from '../../xml/read-xml.ts';
import type { UnpackedZip } from '../../zip/unpack-zip.ts';
import type { Ocr } from '../../ocr/ocr.ts';
import { createPictureWords } from '../image/picture-words.ts';
import { readOfficePackage } from '../office/read-office-package.ts';
import { relationshipsOf } from '../office/relationships.ts';
import { titleProperty } from '../office/title-property.ts';
import { addSlide, type SlideSize } from './add-slide.ts';

const presentationPart = 'ppt/presentation.xml';

/**
 * Slides in their order, each with its title, texts, lists, tables, charts, the words in its pictures and the speaker's notes under a heading of their
 * own. Headers, footers and numbers of slides are left out. A hidden slide's title says that it is hidden; what lies outside of
 * a slide, and comments, are kept apart. Title: the file's own if it is one, else the first slide's.
 * @throws CORRUPT_FILE, ENCRYPTED, UNPACKED_TOO_LARGE, PARSER_OUTPUT.
 */
export async function parsePptx(bytes: Uint8Array, ocr: Ocr): Promise<ParsedDocument> {
  const unpacked = await readOfficePackage(bytes, (name) => ocr.isOn && /^ppt\/media\//iu.test(name));
  const words = createPictureWords(ocr);
  const builder = createDocumentBuilder();
  let firstTitle: string | null = null;
  let hiddenSlides = 0;
  const presentation = readPresentation(unpacked);
  const slideSize = slideSizeOf(presentation);
  for (const [index, part] of slideParts(unpacked, presentation).entries()) {
    const { title, isHidden } = await addSlide(builder, unpacked, { part, number: index + 1, slideSize, words });
    firstTitle ??= title;
    if (isHidden) hiddenSlides += 1;
  }
  const has = (pattern: RegExp) => unpacked.names.some((name) => pattern.test(name));
  return builder.build({
    title: titleOf(unpacked) ?? firstTitle,
    parser: { name: 'pptx', version: '1' },
    warnings: [
      ...(has(/vbaProject\.bin$/iu) ? [{ code: 'MACROS_NOT_READ' }] : []),
      ...words.warnings(),
      ...(hiddenSlides > 0 ? [{ code: 'HIDDEN_SLIDES', count: hiddenSlides }] : []),
    ],
  });
}

function readPresentation(unpacked: UnpackedZip): XmlElement {
  const presentation = unpacked.contents.get(presentationPart);
  if (presentation === undefined) throw new ReadFailure('CORRUPT_FILE', { message: 'The presentation part is missing.' });
  return readXml(presentation);
}

function slideSizeOf(presentation: XmlElement): SlideSize | null {
  const { attributes } = elementAt(presentation, 'sldSz') ?? {};
  const [width, height] = [Number(attributes?.get('cx')), Number(attributes?.get('cy'))];
  return width > 0 && height > 0 ? { width, height } : null;
}

/** The list of slides says their order; the numbers in the names of the parts do not. */
function slideParts(unpacked: UnpackedZip, presentation: XmlElement): string[] {
  const parts = relationshipsOf(unpacked, presentationPart);
  return descendantsOf(presentation, 'sldId').flatMap(({ attributes }) => {
    const part = parts.get(attributes.get('r:id') ?? '');
    return part === undefined || !unpacked.contents.has(part.target) ? [] : [part.target];
  });
}

/** What PowerPoint puts there by itself says nothing. */
function titleOf(unpacked: UnpackedZip): string | null {
  const title = titleProperty(unpacked);
  return title === null || /^(?:powerpoint[- ]|presentation\d*$|präsentation\d*$|slide \d+$)/iu.test(title.trim()) ? null : title;
}
