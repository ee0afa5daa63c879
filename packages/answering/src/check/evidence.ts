import type { Passage, Span } from '@carrel/core';
import { readStatement, type Statement } from './read-statement.ts';
import { readUnits, type UnitRole } from './read-units.ts';
import { readVocabulary, type Vocabulary } from './vocabulary.ts';

/** One sentence of a passage, or two adjacent ones: what a citation can point at. */
export interface EvidenceSpan {
  readonly passage: Passage;
  /** Position of the passage in the answer's passages, from 0. */
  readonly passageIndex: number;
  /**
   * In code units of the passage's text; `passage.text.slice(start, end)` is `statement.text`, but for rows of a table: they
   * are read with the names of their columns.
   */
  readonly span: Span;
  readonly statement: Statement;
  readonly role: UnitRole;
  /** Whether it goes on in the paragraph of the sentence before. */
  readonly isSameBlock: boolean;
  /** Stems of the words of the title and headings above it. */
  readonly placeStems: ReadonlySet<string>;
  /** The nearest heading above it: within the passage, else the last of the passage's own. */
  readonly heading?: string;
  /** For a row of a table: the row at its top, which says what the cells are. */
  readonly header?: EvidenceSpan;
  /** For an item of a list: the line that announces the list. */
  readonly leadIn?: EvidenceSpan;
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
  const byPassage = passages.map(readPassage);
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

function readPassage(passage: Passage, passageIndex: number): readonly EvidenceSpan[] {
  const above = [passage.title, ...passage.headings].join(' \n ');
  const spans: EvidenceSpan[] = [];
  for (const { span, role, words, isSameBlock, heading, header, leadIn } of readUnits(passage)) {
    const nearest = heading ?? passage.headings.at(-1);
    const [headerSpan, leadInSpan] = [header, leadIn].map((index) => (index === undefined ? undefined : spans[index]));
    spans.push({
      passage,
      passageIndex,
      span,
      role,
      isSameBlock,
      statement: readStatement(words),
      placeStems: new Set(readStatement(heading === undefined ? above : `${above} \n ${heading}`).stems),
      ...(nearest !== undefined && { heading: nearest }),
      ...(headerSpan !== undefined && { header: headerSpan }),
      ...(leadInSpan !== undefined && { leadIn: leadInSpan }),
    });
  }
  return spans;
}

/** What names other text and says nothing itself. */
function isLabel({ role }: EvidenceSpan): boolean {
  return role === 'heading' || role === 'table-header';
}

/** Whether the unit alone can say that something is so. */
export function isStatement(span: EvidenceSpan): boolean {
  return !isLabel(span) && span.role !== 'question';
}

function adjacentPairs(sentences: readonly EvidenceSpan[]): readonly EvidenceSpan[] {
  return sentences.slice(1).flatMap((second, index): readonly EvidenceSpan[] => {
    const first = sentences[index];
    if (first === undefined || isLabel(first) || isLabel(second) || second.role === 'question') return [];
    const span = { start: first.span.start, end: second.span.end };
    // Rows are read with the names of their columns; the text between two units is white space.
    const between = first.passage.text.slice(first.span.end, second.span.start);
    const statement = readStatement(`${first.statement.text}${between}${second.statement.text}`);
    return [{ ...first, span, statement, pair: [first.statement, second.statement] }];
  });
}
