const word = '(?:passages?|sources?|documents?|quellen?|abschnitte?|textstellen?)';
const numbers = `${word}?\\s*#?\\d{1,3}(?:\\s*(?:,|;|-|–|&|and|und)\\s*${word}?\\s*#?\\d{1,3})*`;
/** "[1]", "[2, 3]", "[1-3]", "[Passage 2]", "【1】", "(source 1)"; also with an address behind, as in "[1](#one)". */
const mark = `(?:\\[\\s*${numbers}\\s*\\](?:\\([^)\\n]*\\))?|【\\s*${numbers}[^】\\n]*】|\\(\\s*${word}\\s*${numbers}\\s*\\))`;
const markPattern = new RegExp(`\\s*${mark}`, 'giu');
const marksAfterStop = new RegExp(`([.!?…]["'”»)]*)\\s*((?:${mark}\\s*)+)`, 'giu');
/** "According to passage 1, …": words of the prompt that say no more than a mark does. */
const leadIn = new RegExp(
  `^(?:according to|based on|as (?:stated|mentioned|described) in|in|from|laut|gemäß|nach)\\s+(?:the\\s+|der\\s+|den\\s+)?(?:provided\\s+|given\\s+|above\\s+)?(?:${word}|context|text)(?:\\s*\\[?(${numbers})\\]?)?\\s*,\\s*`,
  'iu',
);

/** "The answer is: …", "The document states that …": the same, without a number. Takes the verb along, so what follows stands alone. */
const reportingLeadIn = new RegExp(
  `^(?:the answer(?: to the question)? is\\s*:|answer\\s*:|die antwort(?: auf die frage)? (?:ist|lautet)\\s*:|antwort\\s*:|(?:the\\s+)?(?:${word}|text|context)(?:\\s*\\[?(${numbers})\\]?)?\\s+(?:states?|says?|mentions?|explains?|notes?)(?:\\s+that\\s+|\\s*[:,]\\s*))\\s*`,
  'iu',
);

export interface MarkedText {
  readonly text: string;
  /** Numbers in the order of the marks, each once. Nothing says yet that there are passages of these numbers. */
  readonly numbers: readonly number[];
}

/** Takes the citation marks out of a sentence. */
export function takeCitationMarks(sentence: string): MarkedText {
  const found = new Set<number>();
  const collect = (marks: string) => {
    for (const number of numbersIn(marks)) found.add(number);
    return '';
  };
  const collectLeadIn = (_match: string, marks: string | undefined) => collect(marks ?? '');
  const withoutLeadIn = sentence.trim().replace(reportingLeadIn, collectLeadIn).replace(leadIn, collectLeadIn);
  const isShortened = withoutLeadIn.length < sentence.trim().length;
  const text = (isShortened ? capitalise(withoutLeadIn) : withoutLeadIn).replaceAll(markPattern, collect).trim();
  return { text, numbers: [...found] };
}

/** "… weeks. [1] Next": the mark belongs to the sentence before it, so it is moved in front of the full stop. */
export function moveMarksBeforeStops(text: string): string {
  return text.replaceAll(marksAfterStop, (_match, stop: string, marks: string) => ` ${marks.trim()}${stop} `);
}

/** Puts marks into a sentence, in front of its full stop: "… weeks [1]." */
export function withMarks(sentence: string, marks: readonly number[]): string {
  if (marks.length === 0) return sentence;
  const text = marks.map((number) => `[${number}]`).join('');
  return /[.!?…]["'”»)]*$/u.test(sentence) ? sentence.replace(/[.!?…]+["'”»)]*$/u, (stop) => ` ${text}${stop}`) : `${sentence} ${text}`;
}

/** The most numbers that one range may stand for; a longer one is no citation. */
const maxRange = 10;

function numbersIn(marks: string): readonly number[] {
  const cited: number[] = [];
  for (const [, first = '', last = ''] of marks.matchAll(/(\d{1,3})(?:\s*[-–]\s*(\d{1,3}))?/gu)) {
    const [from, to] = [Number(first), last === '' ? Number(first) : Number(last)];
    for (let number = from; number <= to && number < from + maxRange; number += 1) cited.push(number);
  }
  return cited;
}

function capitalise(text: string): string {
  const [first = ''] = text;
  return first.toUpperCase() + text.slice(first.length);
}
