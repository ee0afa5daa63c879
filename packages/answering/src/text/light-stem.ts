/**
 * Reduces a word to a stem that its plural, its -ing and -ed forms, and German cases share. Light: it takes off endings
 * only, keeps at least three letters, and leaves derived words apart ("approve" and "approval" stay two words).
 *
 * @param word in lower case, NFKC.
 */
export function lightStem(word: string): string {
  const regular = Object.hasOwn(irregular, word) ? (irregular[word] ?? word) : word;
  if (regular.length <= 3) return regular;
  return undouble(withoutVerbEnding(withoutPlural(regular)));
}

/** Forms of common verbs in rules and policies that no ending shows. */
const irregular: Readonly<Record<string, string>> = {
  paid: 'pay', taken: 'take', took: 'take', kept: 'keep', held: 'hold', sent: 'send', lost: 'lose', left: 'leave', built: 'build', bought: 'buy',
  brought: 'bring', written: 'write', wrote: 'write', chosen: 'choose', told: 'tell', met: 'meet', sold: 'sell', spent: 'spend', begun: 'begin', began: 'begin',
  worn: 'wear', stolen: 'steal', broken: 'break', broke: 'break', found: 'find', shown: 'show', known: 'know', children: 'child', men: 'man', women: 'woman', people: 'person', persons: 'person',
}; // prettier-ignore

function withoutPlural(word: string): string {
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (word.endsWith('s') && !/(?:ss|us|is)$/u.test(word)) return word.slice(0, -1);
  return word;
}

/** Each ending with the letters that must stay in front of it. The first that fits is taken off. */
const endings: readonly (readonly [ending: string, keep: number])[] = [
  ['ing', 3],
  ['ern', 3],
  ['eln', 3],
  ['ed', 3],
  ['en', 3],
  ['em', 3],
  ['e', 3],
];

function withoutVerbEnding(word: string): string {
  for (const [ending, keep] of endings) {
    if (!word.endsWith(ending) || word.length - ending.length < keep) continue;
    // "Mitarbeitern" and "Mitarbeiter" meet at "mitarbeiter": only the n goes.
    if (ending === 'ern' || ending === 'eln') return word.slice(0, -1);
    const stem = word.slice(0, -ending.length);
    return /[aeiouyäöü]/u.test(stem) ? stem : word;
  }
  return word;
}

function undouble(stem: string): string {
  return /([bdfglmnprst])\1$/u.test(stem) ? stem.slice(0, -1) : stem;
}
