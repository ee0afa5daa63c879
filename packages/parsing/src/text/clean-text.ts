/** Stands for a line break that the document asks for (`<br>`), as opposed to one that only wraps its source. */
export const hardBreak = '\u2028';

/**
 * Text as it should be searched and quoted: well-formed UTF-16 in normal form C, ligatures as letters, white space
 * collapsed to single spaces, nothing invisible. Hard breaks become `\n`; there is no other line break in the result.
 *
 * Invisible characters (soft hyphens, zero-width spaces, direction marks, tag characters) are dropped: they break search,
 * and they hide text from people that a model would read. Joiners and variation selectors stay, emoji need them.
 */
export function cleanProse(text: string): string {
  if (isPlain(text)) return text;
  return dropInvisible(text)
    .split(/[\u2028\u2029]/u)
    .map((line) => line.replaceAll(/[\s\u0085]+/gu, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}

/** As `cleanProse`, but lines, tabs and indentation stay: they are part of the meaning. Blank lines at both ends go. */
export function cleanCode(text: string): string {
  const lines = dropInvisible(text.replaceAll(/\r\n?|[\u0085\u2028\u2029]/gu, '\n'))
    .split('\n')
    .map((line) => line.trimEnd());
  const first = lines.findIndex((line) => line !== '');
  const last = lines.findLastIndex((line) => line !== '');
  return first === -1 ? '' : lines.slice(first, last + 1).join('\n');
}

/** The common case: printable ASCII with single spaces, which is clean already. */
function isPlain(text: string): boolean {
  let isAfterSpace = true;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    const isSpace = unit === 0x20;
    if (unit < 0x20 || unit > 0x7e || (isSpace && isAfterSpace)) return false;
    isAfterSpace = isSpace;
  }
  return !isAfterSpace || text === '';
}

function dropInvisible(text: string): string {
  return (
    text
      .toWellFormed()
      // A soft hyphen at the end of a line: the word goes on in the next.
      .replaceAll(/\u00AD[ \t]*\r?\n[ \t]*/gu, '')
      .replaceAll(invisible, '')
      .normalize('NFC')
      // Hyphens that forbid or allow a line break look like the common one and are typed as the common one.
      .replaceAll(/[\u2010\u2011]/gu, '-')
      .replaceAll(/[\uFB00-\uFB06]/gu, (ligature) => ligatures[ligature] ?? ligature)
  );
}
const invisible =
  // oxlint-disable-next-line no-control-regex -- control characters are what it is for
  /[\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\u{E0000}-\u{E007F}]/gu;

const ligatures: Readonly<Record<string, string>> = {
  '\uFB00': 'ff',
  '\uFB01': 'fi',
  '\uFB02': 'fl',
  '\uFB03': 'ffi',
  '\uFB04': 'ffl',
  '\uFB05': 'st',
  '\uFB06': 'st',
};
