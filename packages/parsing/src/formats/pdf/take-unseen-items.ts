import { comparable, type PageGlyphs, type UnseenKind } from './glyph-visibility.ts';
import type { PdfTextContent, PdfTextItem } from './pdfjs.ts';

export interface UnseenText {
  readonly kind: UnseenKind;
  readonly text: string;
}

/** How far the text of a page is looked for in its letters, beyond what pdf.js left out. */
const searchLetters = 200;

/**
 * Takes out of the text of a page what its operators paint unseen. Both come in the same order, so each item is found in the
 * letters after the one before; an item of which only a part is seen is divided.
 */
export function takeUnseenItems(
  content: PdfTextContent,
  { letters, unseen }: PageGlyphs,
): { readonly content: PdfTextContent; readonly unseen: readonly UnseenText[] } {
  const found: { readonly kind: UnseenKind; text: string }[] = [];
  let isAfterUnseen = false;
  let position = 0;
  const items = content.items.flatMap((item): PdfTextContent['items'] => {
    if (!('str' in item)) return [item];
    const text = comparable(item.str);
    if (text === '') return [item];
    const at = placeOf(letters, text, position);
    position = at + text.length;
    const pieces = divide(item, (letter) => unseen.get(at + letter) ?? null, content);
    return pieces.flatMap(({ kind, item: piece }) => {
      const last = found.at(-1);
      if (kind !== null && isAfterUnseen && last?.kind === kind) last.text += ` ${piece.str}`;
      else if (kind !== null) found.push({ kind, text: piece.str });
      isAfterUnseen = kind !== null;
      return kind === null ? [piece] : [];
    });
  });
  return { content: { ...content, items }, unseen: found };
}

/** Text that runs from right to left is turned round in the text, and stands where its length says. */
function placeOf(letters: string, text: string, from: number): number {
  if (letters.startsWith(text, from)) return from;
  const at = letters.slice(from, from + searchLetters + text.length).indexOf(text);
  return at === -1 ? from : from + at;
}

interface Piece {
  readonly kind: UnseenKind | null;
  readonly item: PdfTextItem;
}

function divide(item: PdfTextItem, kindAt: (letter: number) => UnseenKind | null, { styles }: PdfTextContent): Piece[] {
  const characters = Array.from(item.str);
  let letter = 0;
  const kinds = characters.map((character): UnseenKind | null | undefined => {
    const length = comparable(character).length;
    letter += length;
    // White space belongs to what stands before it.
    return length === 0 ? undefined : kindAt(letter - length);
  });
  const seen = kinds.filter((kind) => kind === null).length;
  const hidden = kinds.filter((kind) => kind !== null && kind !== undefined);
  const [first] = hidden;
  if (first === undefined) return [{ kind: null, item }];
  if (seen === 0) return [{ kind: first, item }];
  const isUpright = item.dir !== 'rtl' && styles[item.fontName]?.vertical !== true;
  return isUpright ? cut(item, characters, kinds) : [{ kind: hidden.length > seen ? first : null, item }];
}

/** Cuts an item where its letters change; each letter is taken to be as wide as any other. */
function cut(item: PdfTextItem, characters: readonly string[], kinds: readonly (UnseenKind | null | undefined)[]): Piece[] {
  const pieces: { readonly kind: UnseenKind | null; readonly from: number; to: number }[] = [];
  for (const [index, kind] of kinds.entries()) {
    const last = pieces.at(-1);
    if (last !== undefined && (kind === undefined || last.kind === kind)) last.to = index + 1;
    else pieces.push({ kind: kind ?? null, from: index, to: index + 1 });
  }
  return pieces.map(({ kind, from, to }) => ({ kind, item: partOf(item, characters, { from, to }) }));
}

function partOf(
  item: PdfTextItem,
  characters: readonly string[],
  { from, to }: { readonly from: number; readonly to: number },
): PdfTextItem {
  const width = item.width / characters.length;
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = item.transform;
  const scale = Math.hypot(a, b) || 1;
  const along = from * width;
  return {
    ...item,
    str: characters.slice(from, to).join(''),
    width: width * (to - from),
    transform: [a, b, c, d, e + (a / scale) * along, f + (b / scale) * along],
  };
}
