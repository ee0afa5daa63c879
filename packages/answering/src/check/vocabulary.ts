import type { Token } from '../text/tokenize.ts';
import type { Statement } from './read-statement.ts';

/** What the passages and the question tell about words: which are names, which are ordinary. By stem. */
export interface Vocabulary {
  /** Written with a capital inside a sentence somewhere, and nowhere without. */
  readonly names: ReadonlySet<string>;
  /** Written without a capital somewhere. */
  readonly ordinary: ReadonlySet<string>;
  /** Every word. */
  readonly used: ReadonlySet<string>;
}

/** @param statements single sentences: at the start of a sentence a capital says nothing. */
export function readVocabulary(statements: readonly Statement[]): Vocabulary {
  const capitalised = new Set<string>();
  const ordinary = new Set<string>();
  for (const { tokens, stems } of statements) {
    for (const [index, token] of tokens.entries()) {
      const stem = stems[index] ?? '';
      if (token.kind !== 'word') continue;
      if (!token.isCapitalised) ordinary.add(stem);
      else if (!isStart(tokens, index)) capitalised.add(stem);
    }
  }
  return {
    names: new Set([...capitalised].filter((stem) => !ordinary.has(stem))),
    ordinary,
    used: new Set(statements.flatMap(({ stems }) => stems)),
  };
}

/** A name in a statement: the stems of words that stand side by side. */
export type Name = readonly string[];

/**
 * The names in a claim, in order: words with a capital inside the sentence, abbreviations, codes such as "A4", words that
 * the passages know as names; and the first word, unless the passages or the question show it to be an ordinary one, as
 * "Contoso" at the start of a sentence must not pass for a word like "Employees".
 */
export function namesIn(claim: Statement, vocabulary: Vocabulary): readonly Name[] {
  const names: string[][] = [];
  let previousIndex = -2;
  for (const index of claim.contentIndexes) {
    const stem = claim.stems[index] ?? '';
    if (!isName(claim, index, vocabulary)) continue;
    const isBeside = previousIndex === index - 1 && /^[\s-]*$/u.test(claim.tokens[index]?.gap ?? '');
    if (isBeside) names.at(-1)?.push(stem);
    else names.push([stem]);
    previousIndex = index;
  }
  return names;
}

function isName({ tokens, stems }: Statement, index: number, vocabulary: Vocabulary): boolean {
  const [token, stem] = [tokens[index], stems[index] ?? ''];
  if (token === undefined) return false;
  if (token.kind === 'code') return true;
  if (!token.isCapitalised) return vocabulary.names.has(stem);
  if (/^\p{Lu}{2,}/u.test(token.raw) || !isStart(tokens, index)) return true;
  return !vocabulary.ordinary.has(stem);
}

/** First word of a sentence, or after a colon or an opening quotation mark, where a capital is no sign of a name. */
function isStart(tokens: readonly Token[], index: number): boolean {
  return index === 0 || /[:“„«"•\n|]\s*$/u.test(tokens[index]?.gap ?? '');
}
