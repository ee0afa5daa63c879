import { type Evidence, type EvidenceSpan, isStatement } from '../check/evidence.ts';

/** Beginnings that say nothing without the sentence before: "It …", "In that case …", "Otherwise …". */
const goingOn =
  /^["'“„«(]*(?:it|its|they|their|them|these|those|this|that|such|he|she|his|her|otherwise|then|however|therefore|but|and|or|so|if so|if not|also|in (?:this|that|such|these|those|which) cases?|es|sie|ihre?|dies|diese[mnrs]?|das|solche|sonst|andernfalls|dann|dabei|jedoch|aber|außerdem|in (?:diesem|solchen) (?:fall|fällen))\b/iu;
/** An answer in one word needs its question: "Can I expense a PC?" "No." */
const leastWords = 4;
/** What is quoted stays short enough to be read at a glance, in UTF-16 code units. */
const maxPairChars = 500;

/**
 * The span together with the sentence before it, where it cannot be understood alone: it points back, or answers the question
 * that stands in front of it in a word. Two adjacent sentences are what a citation may hold at most.
 */
export function withNeighbour(span: EvidenceSpan, { sentences, pairs }: Evidence): EvidenceSpan {
  const before = sentences[sentences.indexOf(span) - 1];
  if (before === undefined || before.passageIndex !== span.passageIndex || span.role === 'row') return span;
  const isContinued = span.isSameBlock && isStatement(before) && goingOn.test(span.statement.text);
  const isShortReply = before.role === 'question' && span.statement.tokens.length < leastWords;
  if (!isContinued && !isShortReply) return span;
  const pair = pairs().find(
    (one) => one.passageIndex === span.passageIndex && one.span.end === span.span.end && one.span.start === before.span.start,
  );
  return pair === undefined || pair.span.end - pair.span.start > maxPairChars ? span : { ...pair, ...placeOf(span) };
}

function placeOf({ heading, leadIn }: EvidenceSpan): Partial<EvidenceSpan> {
  return { ...(heading !== undefined && { heading }), ...(leadIn !== undefined && { leadIn }) };
}
