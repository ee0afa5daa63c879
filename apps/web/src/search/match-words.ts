/** A stretch of a text that matches a word of the query. */
export interface Match {
  readonly start: number;
  readonly end: number;
}

/** Words so common that marking them says nothing. */
const commonWords = new Set(
  'a an and are as at be by can do does for from has have how i in is it may must not of on or our the their there they this to was we what when where which who why will with you your aber als auch auf aus bei das dem den der des die ein eine einem einen einer es für hat ich im in ist kann man mit nach nicht oder sich sie sind so und von was wer wie wir wird zu zum zur'.split(
    ' ',
  ),
);

const leastStemChars = 3;
const wordPattern = /[\p{L}\p{N}]+/gu;

/** Lower case, without accents: `Büros` and `buros` are the same; the length stays. */
function folded(text: string): string {
  return Array.from(text, (char) => {
    const plain = char.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    return plain.length === char.length ? plain : char;
  }).join('');
}

/** The part of a word that its forms share, roughly: enough to mark `receipts` for `receipt`. */
function stemOf(word: string): string {
  const stem = word.replace(/(?:ings?|edly|ed|es|ies|s|en|er|ern|e)$/u, '');
  return stem.length >= leastStemChars ? stem : word;
}

/** The words of a query to mark; all of them when all are common. */
export function stemsOfQuery(query: string): readonly string[] {
  const words = folded(query).match(wordPattern) ?? [];
  const telling = words.filter((word) => !commonWords.has(word));
  return [...new Set((telling.length > 0 ? telling : words).map(stemOf))];
}

/** Where words of the text have a stem of the query, in order. A stem of fewer than three characters must be the whole word. */
export function matchWords(text: string, stems: readonly string[]): readonly Match[] {
  const matches: Match[] = [];
  for (const found of folded(text).matchAll(wordPattern)) {
    const word = found[0];
    if (stems.some((stem) => (stem.length < leastStemChars ? word === stem : word.startsWith(stem) && word.length <= stem.length + 5)))
      matches.push({ start: found.index, end: found.index + word.length });
  }
  return matches;
}
