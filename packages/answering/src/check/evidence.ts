import { labelledRow, type Passage, type Span, splitSentences } from '@carrel/core';
import { readStatement, type Statement } from './read-statement.ts';
import { readVocabulary, type Vocabulary } from './vocabulary.ts';

/** One sentence of a passage, or two adjacent ones: what a citation can point at. */
export interface EvidenceSpan {
  readonly passage: Passage;
  /** Position of the passage in the answer's passages, from 0. */
  readonly passageIndex: number;
  /**
   * In code units of the passage's text; `passage.text.slice(start, end)` is `statement.text`, but for rows of a sheet: they
   * are read with the names of their columns.
   */
  readonly span: Span;
  readonly statement: Statement;
  /** Stems of the words of the title and headings above the passage. */
  readonly placeStems: ReadonlySet<string>;
  /** For a row of a table: the row at its top, which says what the cells are; undefined for that row itself. */
  readonly header?: EvidenceSpan;
  /** The two sentences of a pair; undefined for a single sentence. */
  readonly pair?: readonly [Statement, Statement];
}

/** Everything that an answer may rest on. */
export interface Evidence {
  readonly passages: readonly Passage[];
  readonly sentences: readonly EvidenceSpan[];
  /** Two adjacent sentences each. Read when it is first asked for: most sentences find one that bears them. */
  readonly pairs: () => readonly EvidenceSpan[];
  readonly vocabulary: Vocabulary;
  /** Titles and headings, each as its stems joined by spaces. */
  readonly headings: ReadonlySet<string>;
}

/** O(n) in the length of the passages. */
export function readEvidence(passages: readonly Passage[], question: string): Evidence {
  const byPassage = passages.map((passage, passageIndex) => {
    const placeStems = new Set(readStatement([passage.title, ...passage.headings].join(' \n ')).stems);
    const sentences = unitsOf(passage).map((span): EvidenceSpan => {
      const statement = readStatement(wordsOf(passage, span));
      return { passage, passageIndex, span, placeStems, statement };
    });
    return withHeaders(sentences);
  });
  const sentences = byPassage.flat();
  let pairs: readonly EvidenceSpan[] | undefined;
  return {
    passages,
    sentences,
    pairs: () => (pairs ??= byPassage.flatMap(adjacentPairs)),
    headings: new Set(
      passages.flatMap(({ title, headings }) => [title, ...headings]).map((heading) => readStatement(heading).stems.join(' ')),
    ),
    vocabulary: readVocabulary([...sentences.map(({ statement }) => statement), readStatement(question)]),
  };
}

/** Sentences; of a sheet, its rows. */
function unitsOf({ text, location }: Passage): readonly Span[] {
  if (location?.kind !== 'rows') return splitSentences(text);
  return [...text.matchAll(/[^\n]+/gu)].map((line) => ({ start: line.index, end: line.index + line[0].length }));
}

function wordsOf({ text, location }: Passage, { start, end }: Span): string {
  const row = text.slice(start, end);
  return location?.kind === 'rows' && location.header !== undefined ? labelledRow(row, location.header, location.separator) : row;
}

/** Rows are lines with cells between bars or tabs; those that follow each other are one table. */
export function isTableRow({ statement }: EvidenceSpan): boolean {
  return /[|\t]/u.test(statement.text);
}

function withHeaders(sentences: readonly EvidenceSpan[]): readonly EvidenceSpan[] {
  let header: EvidenceSpan | undefined;
  return sentences.map((sentence) => {
    if (!isTableRow(sentence)) header = undefined;
    else if (header === undefined) header = sentence;
    return header === undefined || header === sentence ? sentence : { ...sentence, header };
  });
}

function adjacentPairs(sentences: readonly EvidenceSpan[]): readonly EvidenceSpan[] {
  return sentences.slice(1).flatMap((second, index): readonly EvidenceSpan[] => {
    const first = sentences[index];
    if (first === undefined) return [];
    const span = { start: first.span.start, end: second.span.end };
    const statement = readStatement(first.passage.text.slice(span.start, span.end));
    return [{ ...first, span, statement, pair: [first.statement, second.statement] }];
  });
}
