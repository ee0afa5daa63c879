import type { AnswerDecision } from '@carrel/core';

/** A question with what is expected. `evidence.file` is the document's path, or its end. */
export interface AnswerCase {
  readonly id: string;
  readonly question: string;
  readonly answer?: string | undefined;
  /** Without a quote, any passage of the file counts. */
  readonly evidence: readonly { readonly file: string; readonly quote?: string | undefined }[];
  readonly answerable: boolean;
}

/** What Carrel said. */
export interface GivenAnswer {
  readonly decision: AnswerDecision;
  readonly answer: string;
  readonly citations: readonly { readonly path: string; readonly quote: string }[];
}

export interface AnswerScores {
  readonly questions: number;
  /** Of the answerable questions with an expected answer: the share whose answer holds all of its words. */
  readonly answerAccuracy: number | null;
  /** Of the answerable questions with evidence: the share with a citation of the expected file that overlaps the expected quote. */
  readonly evidenceHit: number | null;
  /** Of all citations under answerable questions: the share that is of an expected file. */
  readonly citationPrecision: number | null;
  /** Of the abstentions: the share at unanswerable questions. */
  readonly abstentionPrecision: number | null;
  /** Of the unanswerable questions: the share with an abstention. */
  readonly abstentionRecall: number | null;
}

/** Half of the words of the shorter quote in common: sentences are cut at other places than quotes of people. */
const minimumOverlap = 0.5;

export function scoreAnswers(cases: readonly AnswerCase[], answers: ReadonlyMap<string, GivenAnswer>): AnswerScores {
  const pairs = cases.flatMap((one) => {
    const given = answers.get(one.id);
    return given === undefined ? [] : [{ expected: one, given }];
  });
  const answerable = pairs.filter(({ expected }) => expected.answerable);
  const withAnswer = answerable.filter(({ expected }) => expected.answer !== undefined && expected.answer !== '');
  const withEvidence = answerable.filter(({ expected }) => expected.evidence.length > 0);
  const citations = withEvidence.flatMap(({ expected, given }) => given.citations.map((citation) => ({ expected, citation })));
  const abstained = pairs.filter(({ given }) => given.decision === 'abstained');
  const unanswerable = pairs.filter(({ expected }) => !expected.answerable);
  const rightlyAbstained = abstained.filter(({ expected }) => !expected.answerable).length;
  return {
    questions: pairs.length,
    answerAccuracy: share(
      withAnswer.filter(({ expected, given }) => holdsAnswer(given.answer, expected.answer ?? '')).length,
      withAnswer.length,
    ),
    evidenceHit: share(
      withEvidence.filter(({ expected, given }) => given.citations.some((citation) => isEvidence(citation, expected))).length,
      withEvidence.length,
    ),
    citationPrecision: share(
      citations.filter(({ expected, citation }) => expected.evidence.some((one) => isSameFile(citation.path, one.file))).length,
      citations.length,
    ),
    abstentionPrecision: share(rightlyAbstained, abstained.length),
    abstentionRecall: share(rightlyAbstained, unanswerable.length),
  };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** Whether every word of the expected answer occurs in the given one, in any order. */
export function holdsAnswer(given: string, expected: string): boolean {
  const words = new Set(wordsOf(given));
  const wanted = wordsOf(expected);
  return wanted.length > 0 && wanted.every((word) => words.has(word));
}

function isEvidence(citation: GivenAnswer['citations'][number], expected: AnswerCase): boolean {
  return expected.evidence.some(
    (one) =>
      isSameFile(citation.path, one.file) &&
      (one.quote === undefined || overlap(wordsOf(citation.quote), wordsOf(one.quote)) >= minimumOverlap),
  );
}

/** One path is the other, or its end at a slash. */
export function isSameFile(path: string, file: string): boolean {
  return path === file || path.endsWith(`/${file}`) || file.endsWith(`/${path}`);
}

/** Share of the words of the shorter list that are in the longer one, 0…1. */
function overlap(one: readonly string[], other: readonly string[]): number {
  const [shorter, longer] = one.length <= other.length ? [one, other] : [other, one];
  if (shorter.length === 0) return 0;
  const known = new Set(longer);
  return shorter.filter((word) => known.has(word)).length / shorter.length;
}

/** Words and numbers in lower case, without Markdown and punctuation; a decimal point stays. */
function wordsOf(text: string): readonly string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+(?:[.,]\p{N}+)*/gu) ?? []
  );
}
