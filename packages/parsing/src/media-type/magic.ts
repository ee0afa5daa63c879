/** How far readers look for `%PDF-` (ISO 32000-1, annex H.3, note 13). */
const pdfHeaderSearchBytes = 1024;

/** Where a PDF header stands, 0 also after a byte order mark or white space; null when there is none. */
export function indexOfPdfHeader(bytes: Uint8Array): number | null {
  const head = latin1(bytes, pdfHeaderSearchBytes);
  const at = /%PDF-\d/u.exec(head)?.index;
  if (at === undefined) return null;
  return /^(?:\u00EF\u00BB\u00BF)?\s*$/u.test(head.slice(0, at)) ? 0 : at;
}

export function startsAsZip(bytes: Uint8Array): boolean {
  return startsWith(bytes, 'PK\u0003\u0004');
}

/** The container of old office files, and of encrypted new ones. */
export function isOle(bytes: Uint8Array): boolean {
  return startsWith(bytes, '\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1');
}

/** Which picture that can be read the bytes begin as. */
export function pictureKindOf(bytes: Uint8Array): 'png' | 'jpeg' | 'webp' | 'tiff' | 'bmp' | null {
  if (startsWith(bytes, '\u0089PNG\r\n\u001A\n')) return 'png';
  if (startsWith(bytes, '\u00FF\u00D8\u00FF')) return 'jpeg';
  if (startsWith(bytes, 'II*\0') || startsWith(bytes, 'MM\0*')) return 'tiff';
  if (isBitmap(bytes)) return 'bmp';
  return startsWith(bytes, 'RIFF') && latin1(bytes, 12).endsWith('WEBP') ? 'webp' : null;
}

/** Two letters alone begin many a text: the size of the header after them is one of those that there are. */
function isBitmap(bytes: Uint8Array): boolean {
  if (bytes.byteLength < 30 || !startsWith(bytes, 'BM')) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(6, true) === 0 && [40, 52, 56, 108, 124].includes(view.getUint32(14, true));
}

export function isRtf(bytes: Uint8Array): boolean {
  return startsWith(bytes, '{\\rtf');
}

/** First bytes of types that are not supported, long enough that no text begins with them by chance. */
const foreignMagics: readonly (readonly [name: string, magic: string])[] = [
  ['gif', 'GIF87a'],
  ['gif', 'GIF89a'],
  ['elf', '\u007FELF'],
  ['gzip', '\u001F\u008B\u0008'],
  ['7z', '7z\u00BC\u00AF\u0027\u001C'],
  ['rar', 'Rar!\u001A\u0007'],
  ['zstd', '\u0028\u00B5\u002F\u00FD'],
  ['xz', '\u00FD7zXZ\0'],
  ['empty zip', 'PK\u0005\u0006'],
  ['postscript', '%!PS-Adobe'],
  ['sqlite', 'SQLite format 3\0'],
  ['ogg', 'OggS\0'],
  ['webassembly', '\0asm'],
  ['git lfs pointer', 'version https://git-lfs.github.com/spec/'],
];

/** The name of an unsupported type that the bytes begin as. */
export function foreignMagicOf(bytes: Uint8Array): string | null {
  return foreignMagics.find(([, magic]) => startsWith(bytes, magic))?.[0] ?? null;
}

function startsWith(bytes: Uint8Array, magic: string): boolean {
  return latin1(bytes, magic.length) === magic;
}

function latin1(bytes: Uint8Array, maxBytes: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, maxBytes)).toString('latin1');
}
