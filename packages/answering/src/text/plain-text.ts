/**
 * Characters that show nothing and can carry hidden instructions: zero-width and direction marks, byte-order mark, soft
 * hyphen, tag characters, variation selectors (trust model §4.4).
 */
const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufe00-\ufe0f\u{e0000}-\u{e007f}\u{e0100}-\u{e01ef}]/gu;

export function withoutInvisible(text: string): string {
  return text.replaceAll(invisible, '');
}

/** Heading, quotation, bullet or list number at the start of a line; a German date ("31. März") is no list number. */
const lineMarker =
  /^\s*(?:#{1,6}\s+|>\s?|[-*+•]\s+|\d{1,3}[.)]\s+(?!(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)(?!\p{L})))+/u;

export function withoutLineMarker(line: string): string {
  return line.replace(lineMarker, '');
}

export interface PlainText {
  readonly text: string;
  readonly linksRemoved: number;
  readonly imagesRemoved: number;
}

/**
 * What a model wrote, as plain text of one line of its output: Markdown and HTML are reduced to the words that they show.
 * An image leaves nothing, a link its text: an answer never carries an address that a model chose to hide behind words.
 */
export function toPlainText(line: string): PlainText {
  let linksRemoved = 0;
  let imagesRemoved = 0;
  const countLink = () => void (linksRemoved += 1);
  const text = withoutLineMarker(withoutInvisible(line))
    .replaceAll(/!\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])?/gu, () => ((imagesRemoved += 1), ''))
    .replaceAll(/\[([^\]\n]{1,500})\]\([^)\n]*\)/gu, (_match, label: string) => (countLink(), label))
    .replaceAll(/\[([^\]\n\d][^\]\n]{0,500})\]\[[^\]\n]*\]/gu, (_match, label: string) => (countLink(), label))
    .replaceAll(/<(?:https?:|mailto:|www\.)[^>\s]{0,2000}>/giu, () => (countLink(), ''))
    .replaceAll(/<\/?[a-z][^>\n]{0,2000}>/giu, '')
    .replace(/^\s*\|?\s*|\s*\|\s*$/gu, '')
    .replaceAll(/\*\*|__|`+|~~/gu, '')
    .replaceAll(/(?<![\p{L}\p{N}])[*_](?=\S)|(?<=\S)[*_](?![\p{L}\p{N}])/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim();
  return { text, linksRemoved, imagesRemoved };
}
