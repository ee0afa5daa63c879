import type { PageSize, ParsedDocument } from '@carrel/core';
import { createDocumentBuilder } from '../../document/document-builder.ts';
import { ocrRuns } from '../../ocr/ocr-runs.ts';
import { ocrWarnings } from '../../ocr/ocr-warnings.ts';
import type { Ocr } from '../../ocr/ocr.ts';
import { ReadFailure } from '../../read-failure.ts';
import { addFragments } from '../pdf/add-fragments.ts';
import { formFragments } from '../pdf/form-fragments.ts';
import { maxPicturePixels, readPictureSize } from './picture-size.ts';

/**
 * A picture of text, as a document of one page: what OCR reads in it, ordered as on a page of a PDF file. A point of the
 * page is a pixel.
 * @throws CORRUPT_FILE, PARSER_OUTPUT when it has more pixels than allowed, EMPTY_TEXT when no word can be read in it.
 */
export async function parseImage(bytes: Uint8Array, ocr: Ocr): Promise<ParsedDocument> {
  const size = readPictureSize(bytes);
  if (size === null) throw new ReadFailure('CORRUPT_FILE', { message: 'The picture does not say its size.' });
  if (size.width * size.height > maxPicturePixels)
    throw new ReadFailure('PARSER_OUTPUT', { message: `Expected at most ${maxPicturePixels} pixels, found ${size.width * size.height}.` });
  if (!ocr.isOn) throw new ReadFailure('EMPTY_TEXT', { message: 'Reading text in pictures is switched off.' });
  const picture = await ocr.read(bytes);
  if (picture === null) throw new ReadFailure('CORRUPT_FILE', { message: 'The picture cannot be decoded.' });
  const builder = createDocumentBuilder();
  const title = addFragments(builder, formFragments(ocrRuns(picture, { page: 1, pointsPerPixel: 1 })));
  const page: PageSize = { page: 1, ...size, ocrConfidence: picture.confidence };
  return builder.build({ title, parser: { name: 'image', version: '1' }, pages: [page], warnings: ocrWarnings(1, picture.confidence) });
}
