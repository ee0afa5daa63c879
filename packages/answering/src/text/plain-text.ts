/**
 * Characters that show nothing and can carry hidden instructions: zero-width and direction marks, byte-order mark, soft
 * hyphen, tag characters, variation selectors (trust model §4.4).
 */
const invisible = new RegExp(
  ['\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff', '\ufe00-\ufe0f', '\u{e0000}-\u{e007f}', '\u{e0100}-\u{e01ef}']
    .map((range) => `[${range}]`)
    .join('|'),
  'gu',
);

export function withoutInvisible(text: string): string {
  return text.replaceAll(invisible, '');
}

/** Heading, quotation, bullet or list number at the start of a line; a German date ("31. März") is no list number. */
const lineMarker =
  /^\s*(?:#{1,6}\s+|>\s?|[-*+•]\s+|\d{1,3}[.)]\s+(?!(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)(?!\p{L})))+/u;

export function withoutLineMarker(line: string): string {
  return line.replace(lineMarker, '');
}

export interface UnlinkedText {
  readonly text: string;
  readonly linksRemoved: number;
  readonly imagesRemoved: number;
}

/**
 * Takes Markdown's images, links and bracketed addresses out: an image leaves nothing, a link its words. An answer carries no
 * address that a model chose to hide behind words. A label of numbers alone is a citation mark and stays. Repetitions are
 * bounded, so that no text makes this slow.
 */
export function withoutLinks(text: string): UnlinkedText {
  const images = /!\[[^\]\n]{0,300}\](?:\([^)\n]{0,1000}\)|\[[^\]\n]{0,300}\])/gu;
  const links = /\[(?![\d,;\s–-]+\])([^\]\n]{1,300})\](?:\([^)\n]{0,1000}\)|\[[^\]\n\d][^\]\n]{0,300}\])/gu;
  const addresses = /<(?:https?:|mailto:|www\.)[^>\s]{0,1000}>/giu;
  const count = (pattern: RegExp, inText: string) => [...inText.matchAll(pattern)].length;
  const withoutImages = text.replaceAll(images, '');
  const withoutBoth = withoutImages.replaceAll(links, '$1');
  return {
    text: withoutBoth.replaceAll(addresses, ''),
    imagesRemoved: count(images, text),
    linksRemoved: count(links, withoutImages) + count(addresses, withoutBoth),
  };
}

/** A sentence that a model wrote, without the signs of Markdown and HTML. */
export function toPlainText(sentence: string): string {
  return withoutLineMarker(withoutInvisible(sentence))
    .replaceAll(/<\/?[a-z][^>\n]{0,500}>/giu, '')
    .replace(/^\s*\|?\s*|\s*\|\s*$/gu, '')
    .replaceAll(/\*\*|__|`+|~~/gu, '')
    .replaceAll(/(?<![\p{L}\p{N}])[*_](?=\S)|(?<=\S)[*_](?![\p{L}\p{N}])/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}
