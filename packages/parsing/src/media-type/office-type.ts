import { localNamesIn, readZipDirectory } from '../zip/zip-directory.ts';
import type { DetectedMediaType } from './detected-media-type.ts';
import { isOle } from './magic.ts';
import { knownTypes } from './known-types.ts';

/** The part that makes a package what it is. */
const mainParts = {
  docx: /^word\/document\d*\.xml$/iu,
  xlsx: /^xl\/workbook\.xml$/iu,
  pptx: /^ppt\/presentation\.xml$/iu,
} as const;
type PackageKind = keyof typeof mainParts;
const packageKinds = ['docx', 'xlsx', 'pptx'] as const satisfies readonly PackageKind[];
const packageExtensions: ReadonlyMap<string, PackageKind> = new Map([
  ['docx', 'docx'],
  ['docm', 'docx'],
  ['dotx', 'docx'],
  ['xlsx', 'xlsx'],
  ['xlsm', 'xlsx'],
  ['pptx', 'pptx'],
  ['pptm', 'pptx'],
]);

/** A zip or OLE file: a document of a supported kind, something unsupported, encrypted, or two things at once. */
export function detectOfficeType(bytes: Uint8Array, extension: string): DetectedMediaType {
  return isOle(bytes) ? detectOleType(bytes, extension) : detectPackageType(bytes, extension);
}

function detectPackageType(bytes: Uint8Array, extension: string): DetectedMediaType {
  const named = namedKind(bytes);
  if (named === 'other') return { outcome: 'refused', code: 'UNSUPPORTED_TYPE' };
  const directory = readZipDirectory(bytes);
  if (directory === null && named !== null) return { outcome: 'supported', mediaType: knownTypes[named] };
  if (directory === null) return supportedAs(claimedKind(localNamesIn(bytes), extension));
  if (directory.some((entry) => entry.isEncrypted)) return { outcome: 'refused', code: 'ENCRYPTED' };
  const kinds = kindsIn(directory.map((entry) => entry.name));
  if (named !== null)
    return kinds.length > 0 ? { outcome: 'refused', code: 'AMBIGUOUS_TYPE' } : { outcome: 'supported', mediaType: knownTypes[named] };
  return kinds.length > 1 ? { outcome: 'refused', code: 'AMBIGUOUS_TYPE' } : supportedAs(kinds[0] ?? null);
}

const namedTypes: ReadonlyMap<string, 'odt' | 'epub'> = new Map([
  ['application/vnd.oasis.opendocument.text', 'odt'],
  ['application/vnd.oasis.opendocument.text-template', 'odt'],
  ['application/epub+zip', 'epub'],
]);
const nameAt = 30;
const longestName = 100;

/**
 * OpenDocument files and e-books begin with an entry that names their type, stored as it is (OpenDocument 1.3, part 2, §3.3).
 * Null: there is none; `other`: it names a type that is not supported.
 */
function namedKind(bytes: Uint8Array): 'odt' | 'epub' | 'other' | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, nameAt + longestName + 100)).toString('latin1');
  if (head.slice(nameAt, nameAt + 8) !== 'mimetype') return null;
  const extraBytes = head.charCodeAt(28) | (head.charCodeAt(29) << 8);
  const name = /^application\/[a-z0-9.+-]{1,90}/u.exec(head.slice(nameAt + 8 + extraBytes).replace(/PK[^]*$/u, ''))?.[0];
  return name === undefined ? null : (namedTypes.get(name) ?? 'other');
}

/**
 * Only the first bytes, or a damaged directory. The names in it may be those of a package inside this one, so the file's
 * own name decides between them, and where there are none; the parser finds out.
 */
function claimedKind(names: readonly string[], extension: string): PackageKind | null {
  const found = kindsIn(names);
  const claimed = packageExtensions.get(extension);
  return claimed !== undefined && (found.length === 0 || found.includes(claimed)) ? claimed : (found[0] ?? null);
}

/** In the order in which they come in the file. */
function kindsIn(names: readonly string[]): PackageKind[] {
  return [...new Set(names.flatMap((name) => packageKinds.filter((kind) => mainParts[kind].test(name))))];
}

function supportedAs(kind: PackageKind | null): DetectedMediaType {
  return kind === null ? { outcome: 'refused', code: 'UNSUPPORTED_TYPE' } : { outcome: 'supported', mediaType: knownTypes[kind] };
}

/** @see [MS-OFFCRYPTO] §1.3.1: an encrypted package is an OLE file with a stream of this name. */
function detectOleType(bytes: Uint8Array, extension: string): DetectedMediaType {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const has = (stream: string) => buffer.includes(Buffer.from(stream, 'utf16le'));
  const isOldDocument = has('WordDocument') || has('Workbook') || has('PowerPoint Document');
  const isEncrypted = has('EncryptedPackage') || (packageExtensions.has(extension) && !isOldDocument);
  return { outcome: 'refused', code: isEncrypted ? 'ENCRYPTED' : 'UNSUPPORTED_TYPE' };
}
