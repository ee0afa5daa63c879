import { decodeText } from '../text/decode-text.ts';
import type { DetectedMediaType } from './detected-media-type.ts';
import { knownTypes } from './known-types.ts';

const sampleBytes = 128 * 1024;

const markdownExtensions = new Set(['md', 'markdown', 'mdown', 'mkd', 'mkdn', 'mdx']);
const csvExtensions = new Set(['csv', 'tsv', 'tab']);
const mailExtensions = new Set(['eml', 'mht', 'mhtml']);
const htmlExtensions = new Set(['html', 'htm', 'xhtml']);
/** Names that promise something that is never text. */
const binaryExtensions = new Set(
  'pdf docx docm dotx doc xlsx xlsm xlsb xls pptx pptm ppt odt ods odp rtf zip gz 7z rar tar png jpg jpeg gif webp tif tiff bmp ico mp3 mp4 mov avi exe dll so bin'.split(
    ' ',
  ),
);

/** Whether the bytes are text, and of which kind; null when they are not text. */
export function detectTextType(bytes: Uint8Array, extension: string): DetectedMediaType | null {
  // An even number: the sample must not end within a unit of UTF-16.
  const { text, hasInvalidBytes } = decodeText(bytes.subarray(0, sampleBytes));
  if (!looksLikeText(text, hasInvalidBytes)) return null;
  if (binaryExtensions.has(extension)) return { outcome: 'refused', code: 'AMBIGUOUS_TYPE' };
  const start = text.slice(0, 16_384);
  if (startsAsHtml(start)) return supported('html');
  if (markdownExtensions.has(extension)) return supported('markdown');
  if (csvExtensions.has(extension)) return supported('csv');
  if (htmlExtensions.has(extension)) return supported(/<[a-z!/]/iu.test(start) ? 'html' : 'text');
  if (extension === 'txt') return supported('text');
  if (startsAsMail(start, extension)) return supported('eml');
  if (/^\s*<(?:\?xml\s|svg[\s>])/u.test(start)) return { outcome: 'refused', code: 'UNSUPPORTED_TYPE' };
  return supported('text');
}

/** Text has hardly any control characters; a few strays (a NUL from a broken export) do not make it binary. */
function looksLikeText(text: string, hasInvalidBytes: boolean): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what it counts
  const controls = text.match(/[\u0000-\u0008\u000E-\u001A\u001C-\u001F\u007F-\u0084\u0086-\u009F]/gu)?.length ?? 0;
  const unknown = hasInvalidBytes ? (text.match(/\uFFFD/gu)?.length ?? 0) : 0;
  return controls <= Math.max(2, text.length * 0.01) && unknown <= Math.max(2, text.length * 0.1);
}

/** After comments, as browsers tell it (MIME Sniffing Standard §7.1), but only by what no other text begins with. */
function startsAsHtml(start: string): boolean {
  const rest = start
    .replace(/^\s*<\?xml\s[^>]*>/u, '')
    .replaceAll(/<!--[^]*?(?:-->|$)/gu, '')
    .trimStart();
  return /^(?:<!doctype\s+html|<(?:html|head|body)[\s>])/iu.test(rest);
}

/** A stored mail: header lines before anything else, among them some that only mail has; fewer are needed under its own name. */
function startsAsMail(start: string, extension: string): boolean {
  const [header = '', ...rest] = start.replace(/^From [^\n]*\n/u, '').split(/\r?\n\r?\n/u);
  const lines = header.split(/\r?\n/u);
  // The sample may end within a line.
  const whole = rest.length === 0 && lines.length > 1 ? lines.slice(0, -1) : lines;
  const isHeader = whole.every((line, index) => /^[\w-]{2,80}[ \t]*:/u.test(line) || (index > 0 && /^[ \t]/u.test(line)));
  const names = mailExtensions.has(extension)
    ? /^(?:from|to|subject|date|mime-version|received|message-id):/iu
    : /^(?:mime-version|received|message-id|return-path|delivered-to):/iu;
  return isHeader && whole.some((line) => names.test(line));
}

function supported(kind: 'markdown' | 'html' | 'text' | 'csv' | 'eml'): DetectedMediaType {
  return { outcome: 'supported', mediaType: knownTypes[kind] };
}
