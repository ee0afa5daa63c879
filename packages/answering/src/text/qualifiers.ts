import type { Token } from './tokenize.ts';

const negations = new Set(
  (
    'not no never none nobody nothing neither nor without cannot unless except excluding excluded ' +
    'nicht kein keine keinem keinen keiner keines nie niemals nichts niemand weder ohne außer ausgenommen'
  ).split(' '),
);

/** How many words of the text turn a claim round or take something out of it. */
export function countNegations(tokens: readonly Token[]): number {
  return tokens.filter(({ word }) => negations.has(word) || word.endsWith("n't")).length;
}

/** Words that set a bound to a claim: a claim that uses one of a kind needs a source that does. */
const kinds: Readonly<Record<string, RegExp>> = {
  upperBound:
    /\b(?:up to|at most|maximum|max|no more than|not exceed|limit|limited|limits|within|höchstens|maximal|maximum|bis zu|innerhalb)\b/u,
  lowerBound: /\b(?:at least|minimum|min|no less than|no fewer than|mindestens|wenigstens)\b/u,
  more: /\b(?:more|over|above|exceed|exceeds|exceeding|longer|greater|higher|mehr|länger|höher|oberhalb)\b/u,
  less: /\b(?:less|fewer|under|below|shorter|lower|weniger|kürzer|unterhalb)\b/u,
  before: /\b(?:before|prior|in advance|earlier|bevor|vorher|im voraus)\b/u,
  after: /\b(?:after|later|following|afterwards|nachdem|nach|danach|später)\b/u,
  only: /\b(?:only|solely|exclusively|nur|ausschließlich|lediglich)\b/u,
  all: /\b(?:all|every|always|everyone|everybody|alle|allen|aller|alles|jede|jedem|jeden|jeder|jedes|immer)\b/u,
  duty: /\b(?:must|shall|have to|has to|need|needs|needed|require|requires|required|requirement|mandatory|obliged|muss|müssen|verpflichtet|erforderlich)\b/u,
};

/** The kinds of bounds that the text sets. */
export function readQualifiers(tokens: readonly Token[]): ReadonlySet<string> {
  const words = tokens.map(({ word }) => word).join(' ');
  return new Set(Object.entries(kinds).flatMap(([kind, pattern]) => (pattern.test(words) ? [kind] : [])));
}
