import chardet from 'chardet';
import iconv from 'iconv-lite';

export interface DecodedText {
  /** Well-formed UTF-16, without byte order mark. */
  readonly text: string;
  readonly encoding: string;
  /** Some bytes are not text in this encoding; U+FFFD stands in their place. */
  readonly hasInvalidBytes: boolean;
}

/**
 * Decodes text of unknown encoding: byte order mark, UTF-16 by its zero bytes, UTF-8 if the bytes are valid, the encoding
 * that the document declares, and only then a guess by letter frequencies.
 *
 * @param declared what the document says of itself (`charset=`); looked at only when the bytes are not UTF-8.
 */
export function decodeText(bytes: Uint8Array, declared?: string): DecodedText {
  const unicode = markedEncoding(bytes) ?? unmarkedUtf16(bytes);
  if (unicode !== null) return decodeAs(bytes, unicode);
  const utf8 = decodeAs(bytes, 'utf-8');
  if (!utf8.hasInvalidBytes || isMostlyUtf8(utf8.text)) return utf8;
  if (declared !== undefined && !/^utf-?(?:8|16|32)/iu.test(declared) && iconv.encodingExists(declared)) return decodeAs(bytes, declared);
  return decodeAs(bytes, guessedEncoding(bytes));
}

function decodeAs(bytes: Uint8Array, encoding: string): DecodedText {
  const decoded = /^utf-(?:8|16[lb]e)$/u.test(encoding)
    ? new TextDecoder(encoding).decode(bytes)
    : iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), encoding);
  const text = decoded.replace(/^\uFEFF/u, '').toWellFormed();
  return { text, encoding, hasInvalidBytes: text.includes('\uFFFD') };
}

/** UTF-32 first: its little-endian mark begins with that of UTF-16. */
function markedEncoding(bytes: Uint8Array): string | null {
  const startsWith = (...mark: number[]) => mark.every((byte, index) => bytes[index] === byte);
  if (bytes.length % 4 === 0 && startsWith(0xff, 0xfe, 0, 0)) return 'utf-32le';
  if (bytes.length % 4 === 0 && startsWith(0, 0, 0xfe, 0xff)) return 'utf-32be';
  if (startsWith(0xef, 0xbb, 0xbf)) return 'utf-8';
  if (startsWith(0xff, 0xfe)) return 'utf-16le';
  return startsWith(0xfe, 0xff) ? 'utf-16be' : null;
}

const utf16SampleBytes = 4096;

/** Text in Latin letters has a zero as every other byte in UTF-16; in no other encoding of text is that so. */
function unmarkedUtf16(bytes: Uint8Array): string | null {
  const sample = bytes.subarray(0, utf16SampleBytes);
  const pairs = Math.floor(sample.length / 2);
  if (pairs === 0 || bytes.length % 2 === 1) return null;
  let even = 0;
  let odd = 0;
  for (let index = 0; index < pairs * 2; index += 2) {
    if (sample[index] === 0) even += 1;
    if (sample[index + 1] === 0) odd += 1;
  }
  if (even / pairs > 0.4 && odd / pairs < 0.05) return 'utf-16be';
  return odd / pairs > 0.4 && even / pairs < 0.05 ? 'utf-16le' : null;
}

/** UTF-8 with a few broken bytes (cut in the middle, pasted from elsewhere) is better than all of it in a wrong encoding. */
function isMostlyUtf8(text: string): boolean {
  let broken = 0;
  let whole = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === 0xfffd) broken += 1;
    else if (unit > 0x7f) whole += 1;
  }
  return whole >= broken * 5;
}

const guessSampleBytes = 64 * 1024;

function guessedEncoding(bytes: Uint8Array): string {
  const firstOther = bytes.findIndex((byte) => byte >= 0x80);
  const start = Math.max(0, firstOther - 4096);
  const [best] = chardet.analyse(bytes.subarray(start, start + guessSampleBytes));
  const name = best?.name ?? 'windows-1252';
  // Windows-1252 is ISO-8859-1 with letters where that has control characters, which no text has.
  if (name === 'ISO-8859-1' || name === 'ASCII' || name.startsWith('UTF-')) return 'windows-1252';
  return iconv.encodingExists(name) ? name : 'windows-1252';
}
