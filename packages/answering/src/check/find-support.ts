import { type Evidence, type EvidenceSpan, isStatement } from './evidence.ts';
import { isOneThought } from './is-one-thought.ts';
import { readStatement } from './read-statement.ts';
import { type Claim, claimFailure, type ClaimFailure, contentOf, contentShare } from './supports-claim.ts';
import { namesIn } from './vocabulary.ts';

/**
 * The span that a sentence may be sent with, or null: then it must not be sent.
 *
 * Looks first in the passages that the model cited, then in all. Of the spans that bear the sentence, one sentence is better
 * than two, then a greater share of content words, then the better passage, then the earlier place.
 * @param citedIndexes positions of the cited passages in `evidence.passages`.
 */
export function findSupport(sentence: string, evidence: Evidence, citedIndexes: ReadonlySet<number>): EvidenceSpan | null {
  const claim = readClaim(sentence, evidence);
  if (!claimsSomething(claim, evidence)) return null;
  const sentences = evidence.sentences.filter(isStatement);
  const pairs = () => evidence.pairs().filter(isStatement);
  const isCited = ({ passageIndex }: EvidenceSpan) => citedIndexes.has(passageIndex);
  return (
    bestSpan(claim, sentences.filter(isCited), evidence) ??
    bestSpan(claim, pairs().filter(isCited), evidence) ??
    bestSpan(claim, sentences, evidence) ??
    bestSpan(claim, pairs(), evidence)
  );
}

/** Why nothing in the sources bears a sentence: what the sentence that comes nearest to it does not say. */
export type SupportFailure = ClaimFailure | 'no_claim' | 'borrowed_words';

/** For a sentence that `findSupport` finds no span for. */
export function whyUnsupported(sentence: string, evidence: Evidence): SupportFailure {
  const claim = readClaim(sentence, evidence);
  if (!claimsSomething(claim, evidence)) return 'no_claim';
  const nearest = evidence.sentences
    .filter(isStatement)
    .map(({ statement }) => ({ statement, share: contentShare(claim, statement) }))
    .reduce((best, one) => (one.share > best.share ? one : best), { statement: readStatement(''), share: -1 });
  return claimFailure(claim, nearest.statement) ?? 'borrowed_words';
}

function readClaim(sentence: string, { vocabulary }: Evidence): Claim {
  const statement = readStatement(sentence);
  return { statement, names: namesIn(statement, vocabulary) };
}

/** Fewer content words than this, without a number or a name, claim nothing that a source could bear. */
const leastContentWords = 2;

/** "Yes.", "See below." and a heading hold against any source; they are no answer. */
function claimsSomething({ statement, names }: Claim, { headings }: Evidence): boolean {
  if (statement.text.endsWith('?') || headings.has(statement.stems.join(' '))) return false;
  return statement.numeric.size > 0 || names.length > 0 || statement.contentIndexes.length >= leastContentWords;
}

function bestSpan(claim: Claim, spans: readonly EvidenceSpan[], evidence: Evidence): EvidenceSpan | null {
  let best: { readonly span: EvidenceSpan; readonly share: number } | null = null;
  for (const span of spans) {
    const share = shareOf(claim, span, evidence);
    if (share !== null && (best === null || share > best.share)) best = { span, share };
  }
  return best?.span ?? null;
}

function shareOf(claim: Claim, span: EvidenceSpan, evidence: Evidence): number | null {
  if (span.pair !== undefined && !isOneThought(claim, span.pair)) return null;
  if (claimFailure(claim, span.statement) !== null || borrowsWords(claim, span, evidence)) return null;
  return contentShare(claim, span.statement);
}

/**
 * Whether a word of the claim that the span lacks comes from elsewhere: from another sentence of the sources or from the
 * question. Such a word is no other way of saying what the span says but a piece of something else, as when "Contractors get 16
 * weeks" is made of a question about contractors and a sentence about employees. The passage's title and headings stand
 * above each of its sentences, so words from there are its own.
 */
function borrowsWords(claim: Claim, span: EvidenceSpan, { vocabulary }: Evidence): boolean {
  const isOwn = (stem: string) => span.statement.stems.includes(stem) || span.placeStems.has(stem);
  return contentOf(claim).some((stem) => !isOwn(stem) && vocabulary.used.has(stem));
}
