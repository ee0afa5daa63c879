import type { PageSize, ParsedDocument } from '@carrel/core';
import UTIF from 'utif2';
import { createDocumentBuilder } from '../../document/document-builder.ts';
import { ocrRuns } from '../../ocr/ocr-runs.ts';
import { ocrWarnings } from '../../ocr/ocr-warnings.ts';
import type { Ocr } from '../../ocr/ocr.ts';
import { ReadFailure } from '../../read-failure.ts';
import { addFragments } from '../pdf/add-fragments.ts';
import { formFragments } from '../pdf/form-fragments.ts';
import { greyPicture } from './grey-picture.ts';
import { maxPicturePixels } from './picture-size.ts';

/** A fax or a scan has some hundred pages at most; each costs seconds. */
const maxPages = 500;

type TiffPage = ReturnType<typeof UTIF.decode>[number];

/**
 * A TIFF file: each of its pictures is a page, read by OCR. A point of the page is a pixel.
 * @throws CORRUPT_FILE, PARSER_OUTPUT when it has more pages or pixels than allowed, EMPTY_TEXT when OCR is off.
 */
export async function parseTiff(bytes: Uint8Array, ocr: Ocr): Promise<ParsedDocument> {
  if (!ocr.isOn) throw new ReadFailure('EMPTY_TEXT', { message: 'Reading text in pictures is switched off.' });
  const file = new Uint8Array(bytes).buffer;
  const builder = createDocumentBuilder();
  const pages: PageSize[] = [];
  const warnings: { readonly code: string; readonly page: number }[] = [];
  let title: string | null = null;
  for (const [index, tiffPage] of pagesOf(file).entries()) {
    const page = index + 1;
    const size = sizeOf(tiffPage);
    const picture = size === null ? null : decode(file, tiffPage, size);
    const read = picture === null ? null : await ocr.read(picture);
    if (size === null || read === null || read.paragraphs.length === 0) {
      pages.push({ page, ...(size ?? { width: 1, height: 1 }) });
      warnings.push({ code: size === null ? 'PAGE_UNREADABLE' : 'PAGE_WITHOUT_TEXT', page });
      continue;
    }
    pages.push({ page, ...size, ocrConfidence: read.confidence });
    title ??= addFragments(builder, formFragments(ocrRuns(read, { page, pointsPerPixel: 1 })));
    warnings.push(...ocrWarnings(page, read.confidence).map(({ code }) => ({ code, page })));
  }
  if (warnings.every(({ code }) => code === 'PAGE_UNREADABLE'))
    throw new ReadFailure('CORRUPT_FILE', { message: 'No picture can be read.' });
  return builder.build({ title, parser: { name: 'tiff', version: '1' }, pages, warnings });
}

function pagesOf(file: ArrayBuffer): readonly TiffPage[] {
  let pages: readonly TiffPage[];
  try {
    pages = UTIF.decode(file);
  } catch (error) {
    throw new ReadFailure('CORRUPT_FILE', { message: 'The list of pictures cannot be read.', cause: error });
  }
  if (pages.length === 0) throw new ReadFailure('CORRUPT_FILE', { message: 'The file holds no picture.' });
  if (pages.length > maxPages)
    throw new ReadFailure('PARSER_OUTPUT', { message: `Expected at most ${maxPages} pictures, found ${pages.length}.` });
  return pages;
}

/** What the directory claims (tags 256 and 257 of TIFF 6.0); null when it makes no sense. */
function sizeOf(page: TiffPage): { readonly width: number; readonly height: number } | null {
  const numberIn = (tag: string): number => {
    const value: unknown = Reflect.get(page, tag);
    const first: unknown = Array.isArray(value) || ArrayBuffer.isView(value) ? Reflect.get(value, 0) : undefined;
    return typeof first === 'number' && Number.isInteger(first) && first > 0 ? first : 0;
  };
  const [width, height] = [numberIn('t256'), numberIn('t257')];
  if (width === 0 || height === 0) return null;
  if (width * height > maxPicturePixels)
    throw new ReadFailure('PARSER_OUTPUT', { message: `Expected at most ${maxPicturePixels} pixels, found ${width * height}.` });
  return { width, height };
}

/** In shades of grey; null when it cannot be decoded, or there is no ink on it. */
function decode(
  file: ArrayBuffer,
  page: TiffPage,
  { width, height }: { readonly width: number; readonly height: number },
): Uint8Array | null {
  try {
    UTIF.decodeImage(file, page);
    return greyPicture({ data: UTIF.toRGBA8(page), width, height });
  } catch {
    return null;
  }
}
