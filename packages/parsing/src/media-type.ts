import type { MediaType } from '@carrel/core';
import type { DetectedMediaType } from './media-type/detected-media-type.ts';
import { foreignMagicOf, indexOfPdfHeader, isOle, isRtf, pictureKindOf, startsAsZip } from './media-type/magic.ts';
import { detectOfficeType } from './media-type/office-type.ts';
import { detectTextType } from './media-type/text-type.ts';
import { endsAsZip } from './zip/zip-directory.ts';
import { knownTypes } from './media-type/known-types.ts';

export type { DetectedMediaType };

/**
 * Says what a file is by its bytes. The name only chooses between kinds of text (Markdown, HTML, plain), and refuses a file
 * whose bytes are something else than its name claims; it never makes bytes into what they are not.
 *
 * Pure and fast; opens nothing and unpacks nothing, so that a server can ask it of every upload.
 *
 * @param bytes the whole file, or its first bytes: 64 KiB tell most files apart. What only the end of a file shows (a
 *   second type hidden there, encryption of an office file) is found when all bytes are given; the parser does that.
 */
export function detectMediaType(bytes: Uint8Array, fileName: string): DetectedMediaType {
  if (bytes.byteLength === 0) return refused('EMPTY_TEXT');
  const extension = extensionOf(fileName);
  const pdfHeaderAt = indexOfPdfHeader(bytes);
  if (pdfHeaderAt === 0) return endsAsZip(bytes) ? refused('AMBIGUOUS_TYPE') : supported(knownTypes.pdf);
  if (startsAsZip(bytes)) return pdfHeaderAt === null ? detectOfficeType(bytes, extension) : refused('AMBIGUOUS_TYPE');
  if (isOle(bytes)) return detectOfficeType(bytes, extension);
  const isTwoThings = () => pdfHeaderAt !== null || endsAsZip(bytes);
  return detectByMagic(bytes, isTwoThings) ?? detectTextType(bytes, extension) ?? detectLatePdf(pdfHeaderAt);
}

function detectByMagic(bytes: Uint8Array, isTwoThings: () => boolean): DetectedMediaType | null {
  const known = pictureKindOf(bytes) ?? (isRtf(bytes) ? 'rtf' : null);
  if (known === null && foreignMagicOf(bytes) === null) return null;
  if (isTwoThings()) return refused('AMBIGUOUS_TYPE');
  return known === null ? refused('UNSUPPORTED_TYPE') : supported(knownTypes[known]);
}

/** Mail systems and scanners leave bytes before the header; readers allow up to 1,024. */
function detectLatePdf(pdfHeaderAt: number | null): DetectedMediaType {
  return pdfHeaderAt === null ? refused('UNSUPPORTED_TYPE') : supported(knownTypes.pdf);
}

function extensionOf(fileName: string): string {
  return /\.([\p{L}\p{N}]{1,12})$/u.exec(fileName)?.[1]?.toLowerCase() ?? '';
}

function supported(mediaType: MediaType): DetectedMediaType {
  return { outcome: 'supported', mediaType };
}

function refused(code: Extract<DetectedMediaType, { outcome: 'refused' }>['code']): DetectedMediaType {
  return { outcome: 'refused', code };
}
