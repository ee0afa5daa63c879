/** How a document writes its words where no line ends in them: evidence for those that one does. In small letters. */
export interface KnownWords {
  /** With a hyphen ("well-known"). */
  readonly hyphenated: ReadonlySet<string>;
  /** Without ("information"). */
  readonly whole: ReadonlySet<string>;
}

/** Shorter words are never divided. */
const minWholeLetters = 5;

export function knownWordsOf(lines: Iterable<string>): KnownWords {
  const hyphenated = new Set<string>();
  const whole = new Set<string>();
  for (const line of lines) {
    for (const [word] of line.matchAll(/[\p{L}-]+/gu)) {
      if (!word.includes('-') && word.length >= minWholeLetters) whole.add(word.toLowerCase());
      // What ends the line may be divided there.
      else if (!word.startsWith('-') && !word.endsWith('-')) hyphenated.add(word.toLowerCase());
    }
  }
  return { hyphenated, whole };
}

export interface LineJoint {
  /** The line as it ends when the next one follows: without the hyphen that only divides a word. */
  readonly text: string;
  readonly glue: '' | ' ';
}

const maxWordCharacters = 80;
/** After these, a hyphen stands for a part of a word that is said later ("Ein- und Ausgang"). */
const suspended = /^(?:und|oder|bzw\.|sowie|and|or|to|bis)\s/u;
const cjk = /[\u3000-\u30FF\u3400-\u9FFF\uF900-\uFAFF\uFF00-\uFFEF]/u;

/**
 * How a line of running text joins the next. A word divided at the line's end is put together. Whether its hyphen was put
 * there by the division is told by how the document writes the word elsewhere, else by the letter that follows.
 */
export function joinOf(line: string, next: string, known: KnownWords): LineJoint {
  if (cjk.test(line.slice(-1)) && cjk.test(next.charAt(0))) return { text: line, glue: '' };
  const head = /(\p{L}+(?:-\p{L}+)*)[-\u00AD]$/u.exec(line.slice(-maxWordCharacters))?.[1];
  const tail = /^\p{L}+/u.exec(next)?.[0];
  if (head === undefined || tail === undefined || suspended.test(next)) return { text: line, glue: ' ' };
  const isDivided = isOneWord(head, tail, known);
  return { text: isDivided ? line.slice(0, -1) : line.replace(/\u00AD$/u, ''), glue: '' };
}

function isOneWord(head: string, tail: string, { hyphenated, whole }: KnownWords): boolean {
  const isHyphenated = hyphenated.has(`${head}-${tail}`.toLowerCase());
  const isWhole = whole.has(`${head}${tail}`.toLowerCase());
  return isHyphenated === isWhole ? /^\p{Ll}/u.test(tail) && !isHyphenated : isWhole;
}
