import type { AnswerMaterial } from '../answer-material.ts';
import { answersCue } from '../question/question-cues.ts';
import { selectQuotes } from '../quoting/select-quotes.ts';
import { termWeights } from './term-weights.ts';

/**
 * Weights of a logistic regression over questions on two handbooks, answerable and not; the score is the logarithm of the odds
 * that the passages answer.
 * @see docs/evaluation.md, "Abstaining"
 */
const weights = { bias: -11.05, cosine: 9.8, sentence: 5.66, missing: -3.13, cue: 2.15, coverage: 2.7 };

/** Words that ask how, not about what: a passage that answers need not have them. */
const manner = new Set(
  'quickly soon fast early usually typically exactly currently generally expected count take get give need must large share able'.split(
    ' ',
  ),
);
/** For a question that asks for no kind of thing that a sentence can be seen to hold. */
const noCue = 0.5;

/**
 * How likely it is that the passages answer, from the best cosine, how much of the question the best sentence and the best passage
 * deal with, which of its words no passage has, and whether the best quotations hold the kind of thing that is asked for.
 *
 * @param found.stems what each passage can be found by, in their order.
 */
export function answerScore(
  material: AnswerMaterial,
  found: { readonly cosine: number; readonly stems: readonly ReadonlySet<string>[] },
): number {
  const { question, topic } = material;
  const { tokens, stems, contentIndexes } = question.statement;
  const terms = [
    ...new Set(
      contentIndexes.flatMap((index) => {
        const stem = stems[index] ?? '';
        return question.terms.includes(stem) && !manner.has(tokens[index]?.word ?? '') ? [stem] : [];
      }),
    ),
  ];
  const missing = terms.filter((term) => !found.stems.some((known) => known.has(term))).length / Math.max(1, terms.length);
  return (
    weights.bias +
    weights.cosine * found.cosine +
    weights.sentence * topic.best +
    weights.missing * missing +
    weights.cue * cueShare(material) +
    weights.coverage * bestCoverage(terms, found.stems)
  );
}

function bestCoverage(terms: readonly string[], stems: readonly ReadonlySet<string>[]): number {
  const byTerm = termWeights(terms, stems);
  const total = [...byTerm.values()].reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return 1;
  return Math.max(...stems.map((known) => [...byTerm].reduce((sum, [term, weight]) => sum + (known.has(term) ? weight : 0), 0) / total));
}

/** The share of the kinds of things asked for that one of the best quotations holds. */
function cueShare(material: AnswerMaterial): number {
  const { cues } = material.question;
  if (cues.size === 0) return noCue;
  const shares = selectQuotes(material).map(({ statement }) => [...cues].filter((cue) => answersCue(cue, statement)).length / cues.size);
  return Math.max(0, ...shares);
}
