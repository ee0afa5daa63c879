/** A piece of an RTF file. */
export type RtfToken =
  | { readonly type: 'open' }
  | { readonly type: 'close' }
  | { readonly type: 'word'; readonly word: string; readonly value: number | null }
  /** `\*`: whoever does not know the destination leaves its group out. */
  | { readonly type: 'optional' }
  /** A byte of text, in the encoding of the font. */
  | { readonly type: 'byte'; readonly byte: number }
  | { readonly type: 'text'; readonly text: string };

const wordPattern = /([a-z]{1,32})(-?\d{1,10})? ?/iuy;
const textPattern = /[^\\{}\r\n\u0080-\u00ff]+/uy;

/**
 * Cuts an RTF file into its pieces. Binary data is skipped by its length.
 * @param source the bytes as Latin-1: the format is ASCII, other bytes are text in the encoding of their font.
 */
export function* rtfTokens(source: string): Generator<RtfToken> {
  for (let at = 0; at < source.length;) {
    const { token, end } = tokenAt(source, at);
    if (token !== null) yield token;
    at = end;
  }
}

interface PlacedToken {
  /** Null: it says nothing. */
  readonly token: RtfToken | null;
  readonly end: number;
}

function tokenAt(source: string, at: number): PlacedToken {
  const character = source[at] ?? '';
  if (character === '\\') return controlAt(source, at + 1);
  if (character === '{') return { token: { type: 'open' }, end: at + 1 };
  if (character === '}') return { token: { type: 'close' }, end: at + 1 };
  if (character === '\r' || character === '\n') return { token: null, end: at + 1 };
  if (character >= '\u0080') return { token: { type: 'byte', byte: source.charCodeAt(at) }, end: at + 1 };
  textPattern.lastIndex = at;
  const text = textPattern.exec(source)?.[0] ?? character;
  return { token: { type: 'text', text }, end: at + text.length };
}

/** Control symbols that stand for a character; an optional hyphen stands for none. */
const symbols: Readonly<Record<string, string>> = { '~': '\u00a0', _: '\u2011', '\\': '\\', '{': '{', '}': '}' };

function controlAt(source: string, at: number): PlacedToken {
  const character = source[at] ?? '';
  if (/[a-z]/iu.test(character)) return wordAt(source, at);
  if (character === "'") {
    const byte = Number.parseInt(source.slice(at + 1, at + 3), 16);
    return { token: Number.isNaN(byte) ? null : { type: 'byte', byte }, end: at + 3 };
  }
  if (character === '*') return { token: { type: 'optional' }, end: at + 1 };
  if (character === '\r' || character === '\n') return { token: { type: 'word', word: 'par', value: null }, end: at + 1 };
  const text = symbols[character];
  return { token: text === undefined ? null : { type: 'text', text }, end: at + 1 };
}

function wordAt(source: string, at: number): PlacedToken {
  wordPattern.lastIndex = at;
  const [whole = '', word = '', digits] = wordPattern.exec(source) ?? [];
  const value = digits === undefined ? null : Number(digits);
  const end = at + Math.max(1, whole.length);
  return word === 'bin' ? { token: null, end: end + Math.max(0, value ?? 0) } : { token: { type: 'word', word, value }, end };
}
