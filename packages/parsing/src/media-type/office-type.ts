import { localNamesIn, readZipDirectory } from '../zip/zip-directory.ts';
import type { DetectedMediaType } from './detected-media-type.ts';
import { isOle } from './magic.ts';
import { knownTypes } from './known-types.ts';

/** The part that makes a package what it is. */
const mainParts = {
  docx: /^word\/document\d*\.xml$/iu,
  xlsx: /^xl\/workbook\.(?:xml|bin)$/iu,
  pptx: /^ppt\/presentation\.xml$/iu,
} as const;
const packageExtensions = new Set(['docx', 'docm', 'dotx', 'xlsx', 'xlsm', 'pptx', 'pptm']);

/** A zip or OLE file: a Word document, something unsupported, encrypted, or two things at once. */
export function detectOfficeType(bytes: Uint8Array, extension: string): DetectedMediaType {
  return isOle(bytes) ? detectOleType(bytes, extension) : detectPackageType(bytes, extension);
}

function detectPackageType(bytes: Uint8Array, extension: string): DetectedMediaType {
  const directory = readZipDirectory(bytes);
  if (directory === null) return supportedIf(claimsWord(localNamesIn(bytes), extension));
  if (directory.some((entry) => entry.isEncrypted)) return { outcome: 'refused', code: 'ENCRYPTED' };
  const kinds = Object.values(mainParts).filter((pattern) => directory.some((entry) => pattern.test(entry.name)));
  return kinds.length > 1 ? { outcome: 'refused', code: 'AMBIGUOUS_TYPE' } : supportedIf(kinds[0] === mainParts.docx);
}

/**
 * Only the first bytes, or a damaged directory. The names in it may be those of a package inside this one, so the file's
 * own name decides between them, and where there are none; the parser finds out.
 */
function claimsWord(names: readonly string[], extension: string): boolean {
  const has = (pattern: RegExp) => names.some((name) => pattern.test(name));
  if (/^do[ct][xm]$/u.test(extension)) return has(mainParts.docx) || !(has(mainParts.xlsx) || has(mainParts.pptx));
  return has(mainParts.docx) && !packageExtensions.has(extension);
}

function supportedIf(isWord: boolean): DetectedMediaType {
  return isWord ? { outcome: 'supported', mediaType: knownTypes.docx } : { outcome: 'refused', code: 'UNSUPPORTED_TYPE' };
}

/** @see [MS-OFFCRYPTO] §1.3.1: an encrypted package is an OLE file with a stream of this name. */
function detectOleType(bytes: Uint8Array, extension: string): DetectedMediaType {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const has = (stream: string) => buffer.includes(Buffer.from(stream, 'utf16le'));
  const isOldDocument = has('WordDocument') || has('Workbook') || has('PowerPoint Document');
  const isEncrypted = has('EncryptedPackage') || (packageExtensions.has(extension) && !isOldDocument);
  return { outcome: 'refused', code: isEncrypted ? 'ENCRYPTED' : 'UNSUPPORTED_TYPE' };
}
