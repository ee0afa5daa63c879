/** Gives the numbers of the word pieces of a text, in order. */
export type WordPieceTokenizer = (text: string) => readonly number[];

const longestWordChars = 100;
/** Words whose pieces are kept: a document uses few thousand different ones. */
const keptWords = 50_000;

/**
 * The tokenizer of uncased BERT models: lower case, without accents, split at white space and punctuation, each word into the
 * longest pieces that the vocabulary has, those within a word marked by `##`. What has no pieces gives none: here unknown words
 * say nothing.
 *
 * @see https://arxiv.org/abs/1609.08144, section 4.1
 * @param vocabulary pieces, by number.
 */
export function createWordPieceTokenizer(vocabulary: readonly string[]): WordPieceTokenizer {
  const numbers = new Map(vocabulary.map((piece, number) => [piece, number]));
  const known = new Map<string, readonly number[]>();

  function piecesOf(word: string): readonly number[] {
    const kept = known.get(word);
    if (kept !== undefined) return kept;
    const pieces = split(word.normalize('NFD').replaceAll(/\p{Mn}/gu, ''), numbers);
    if (known.size >= keptWords) known.clear();
    known.set(word, pieces);
    return pieces;
  }

  return (text) => {
    const tokens: number[] = [];
    for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu)) {
      for (const piece of piecesOf(word)) tokens.push(piece);
    }
    return tokens;
  };
}

function split(word: string, numbers: ReadonlyMap<string, number>): readonly number[] {
  if (word.length > longestWordChars) return [];
  const pieces: number[] = [];
  for (let start = 0; start < word.length;) {
    let end = word.length;
    let number: number | undefined;
    for (; end > start && number === undefined; end -= 1) number = numbers.get(`${start > 0 ? '##' : ''}${word.slice(start, end)}`);
    if (number === undefined) return [];
    pieces.push(number);
    start = end + 1;
  }
  return pieces;
}
