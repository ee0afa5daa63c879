import { readStatement } from '../check/read-statement.ts';
import { isAskingWord } from './read-question.ts';

/** Words that point back at what was said before; not "are there" and "gibt es", which only say that something exists. */
const pointing =
  /\b(?:(?<!\bgibt )(?:it|its|they|them|their|this|these|those|he|him|his|she|her|then|else|also|too|same|es|ihn|ihm|dies|diese|dieser|dieses|dort|davon|dafür|damit|darüber|dabei|dazu|dann|auch|dieselben?)|(?<!\b(?:is|are|was|were) )there)\b/iu;
/** Beginnings that only go on. */
const goingOn =
  /^\s*(?:and|but|or|what about|how about|what if|why not|und|aber|oder|was ist mit|wie ist es mit|wie sieht es (?:bei|mit|in))\b/iu;
/** A question of more content words than this stands by itself even when it points back. */
const maxWordsOfFollowUp = 4;
/** Content words of earlier questions that a follow-up is searched with. */
const maxCarriedWords = 12;

/**
 * What to search for. A question that cannot be understood alone ("And in Germany?", "How long is it?") is searched with the
 * content words of the question before, and of those before that as long as they could not be understood alone either.
 *
 * Elliptic is a question of at most `maxWordsOfFollowUp` content words that begins by going on ("and …"), points back ("it")
 * or has at most one content word. Pure.
 * @param history earlier questions of the conversation, oldest first.
 */
export function searchQuery(question: string, history: readonly string[]): string {
  const carried: string[] = [];
  let current = question;
  for (const earlier of history.toReversed()) {
    if (!isElliptic(current)) break;
    carried.unshift(...contentWords(earlier));
    current = earlier;
  }
  const own = new Set(contentWords(question).map((word) => word.toLowerCase()));
  const added = [...new Set(carried)].filter((word) => !own.has(word.toLowerCase())).slice(0, maxCarriedWords);
  return added.length === 0 ? question : `${question.trim()} ${added.join(' ')}`;
}

export function isElliptic(question: string): boolean {
  const count = contentWords(question).length;
  if (count > maxWordsOfFollowUp) return false;
  return count <= 1 || goingOn.test(question) || pointing.test(question);
}

function contentWords(question: string): readonly string[] {
  const { tokens, contentIndexes, numeric } = readStatement(question);
  return tokens
    .filter(({ word }, index) => numeric.has(index) || (contentIndexes.includes(index) && !isAskingWord(word)))
    .map(({ raw }) => raw);
}
