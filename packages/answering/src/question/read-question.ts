import { readStatement, type Statement } from '../check/read-statement.ts';
import { type QuestionCue, readCues } from './question-cues.ts';

/** A question with what an answer to it must deal with. */
export interface ReadQuestion {
  readonly text: string;
  readonly statement: Statement;
  /** Stems of its content words, its numbers by value, each once. */
  readonly terms: readonly string[];
  readonly cues: ReadonlySet<QuestionCue>;
}

/** Words by which people ask, not about which: they say nothing about where the answer stands. */
const askingWords = new Set(
  'tell know explain describe find say mean many much long often old big far late early happen possible allowed'.split(' '),
);

export function isAskingWord(word: string): boolean {
  return askingWords.has(word);
}

export function readQuestion(text: string): ReadQuestion {
  const statement = readStatement(text);
  const content = statement.contentIndexes
    .filter((index) => !isAskingWord(statement.tokens[index]?.word ?? ''))
    .map((index) => statement.stems[index] ?? '');
  const numbers = [
    ...statement.quantities.map(({ value }) => value.replace('#', '')),
    ...statement.dates.flatMap(({ year }) => (year === null ? [] : [String(year)])),
  ];
  return { text, statement, terms: [...new Set([...content, ...numbers])], cues: readCues(text) };
}
