import type { Span } from './span.ts';

/**
 * Splits text into sentences, as spans.
 *
 * The spans are ordered, not empty, without white space at their ends, and refer to `text` (not to the slice); between
 * them lies only white space. A line break always ends a sentence: in extracted text it stands only where the document
 * has a line, a row or an item of its own. Unicode's rules (UAX #29) decide, mended where they break after abbreviations,
 * initials, ordinals and list numbers of English and German.
 *
 * Pure. O(n).
 *
 * @param span the part of `text` to split; all of it when left out.
 */
export function splitSentences(text: string, span: Span = { start: 0, end: text.length }): Span[] {
  const sentences: Span[] = [];
  let lineStart = span.start;
  while (lineStart < span.end) {
    const lineBreak = text.indexOf('\n', lineStart);
    const lineEnd = lineBreak === -1 || lineBreak > span.end ? span.end : lineBreak;
    splitLine(text, { start: lineStart, end: lineEnd }, sentences);
    lineStart = lineEnd + 1;
  }
  return sentences;
}

/** The locale only selects rules that are the same for all languages with spaces; ICU knows the others by their script. */
const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

function splitLine(text: string, line: Span, sentences: Span[]): void {
  const lineText = text.slice(line.start, line.end);
  let start = 0;
  for (const { index, segment } of segmenter.segment(lineText)) {
    const end = index + segment.length;
    if (end < lineText.length && isFalseEnd(lineText, { start, end })) continue;
    addTrimmed(text, { start: line.start + start, end: line.start + end }, sentences);
    start = end;
  }
  if (start < lineText.length) addTrimmed(text, { start: line.start + start, end: line.end }, sentences);
}

function addTrimmed(text: string, span: Span, sentences: Span[]): void {
  const slice = text.slice(span.start, span.end);
  const trimmed = slice.trim();
  if (trimmed === '') return;
  const start = span.start + (slice.length - slice.trimStart().length);
  sentences.push({ start, end: start + trimmed.length });
}

/** How much before and after a break decides: a long word, and the longest month name. More is not looked at, so that it stays O(n). */
const lookBackCharacters = 40;
const followingCharacters = 16;

/** Whether a break of the general rules is none. `span` is the sentence so far. */
function isFalseEnd(line: string, { start, end }: Span): boolean {
  const next = line.slice(end, end + followingCharacters).trimStart();
  const said = line.slice(Math.max(start, end - lookBackCharacters), end).trimEnd();
  if (end - start <= lookBackCharacters && listMarker.test(said.trimStart())) return true;
  if (/[!?]["'”’»“)\]]+$/u.test(said) && /^\p{Ll}/u.test(next)) return true;
  if (!said.endsWith('.')) return false;
  const words = said.split(/[\s([„“”"'‘’»«/–—]+/u).filter((word) => word !== '');
  const last = words.at(-1) ?? '';
  const previous = words.at(-2) ?? '';
  return isAbbreviation(last, next) || isInitial(last, previous, next) || isOrdinal(last, previous, next);
}

/** "1.", "(2)", "a)", "iv." at the beginning of a line: the number of a list item, not a sentence. */
const listMarker = /^(?:\(?(?:\d{1,3}(?:\.\d{1,3})*|\p{L}|[ivx]{1,5})[.)]|§)$/u;

function isAbbreviation(last: string, next: string): boolean {
  const word = last.toLowerCase();
  if (alwaysAbbreviations.has(word)) return true;
  return numberAbbreviations.has(word) && /^[\p{N}§IVX]/u.test(next);
}

/** "J. Smith", "z. B.", "U. S.": one letter and a stop, beside a name, another such letter, or nothing. */
function isInitial(last: string, previous: string, next: string): boolean {
  if (!/^\p{L}\.$/u.test(last)) return false;
  if (/^\p{Ll}/u.test(last) || /^\p{L}\.(?:\s|$)/u.test(next)) return true;
  return previous === '' || /^\p{L}\.$/u.test(previous) || /^\p{Lu}/u.test(previous);
}

/** "am 3. März", "der 2. Absatz": a German ordinal. In English a number ends the sentence. */
function isOrdinal(last: string, previous: string, next: string): boolean {
  if (!/^\d{1,2}\.$/u.test(last)) return false;
  if (germanBeforeOrdinal.has(previous.toLowerCase())) return true;
  return germanMonths.has((/^\p{L}+/u.exec(next)?.[0] ?? '').toLowerCase());
}

/** A name or a word always follows these. "etc." and "usw." are not here: they end sentences, and a small letter after them is no break anyway. */
const alwaysAbbreviations = new Set(
  (
    'mr. mrs. ms. dr. prof. hon. rev. gen. sen. rep. st. jr. sr. vs. e.g. i.e. cf. viz. approx. incl. excl. resp. ' +
    'al. dept. est. tel. ext. esp. min. max. avg. std. ed. eds. ' +
    'hr. fr. frl. dipl. ing. z.b. d.h. u.a. u.ä. o.ä. s.o. s.u. z.t. i.d.r. i.s.d. u.u. v.a. m.e. bzw. ca. ggf. evtl. inkl. exkl. ' +
    'zzgl. abzgl. gem. lt. sog. vgl. bspw. insb. einschl. ausschl. geb. verh. bes. allg. entspr. hrsg. mind. str. jh.'
  ).split(' '),
);

/** Abbreviations only before a number: "No." and "Art." are words of their own otherwise. */
const numberAbbreviations = new Set(
  'no. nos. nr. nrn. fig. figs. abb. tab. eq. sec. sect. art. abs. ziff. lit. vol. vols. bd. ch. chap. kap. pp. p. s. ss. para. par. app. anh. anl. rn. rz. jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. okt. nov. dec. dez.'.split(
    ' ',
  ),
);

const germanBeforeOrdinal = new Set(
  'am vom zum bis der die das dem den des im ab seit dieser diesem jeder jedem jeden jedes ihr ihrem ihren'.split(' '),
);
const germanMonths = new Set('januar jänner februar märz april mai juni juli august september oktober november dezember'.split(' '));
