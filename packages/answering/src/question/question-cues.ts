import { measureUnit } from '../text/measure-units.ts';
import type { Statement } from '../check/read-statement.ts';

/** What kind of thing a question asks for. */
export type QuestionCue = 'number' | 'money' | 'duration' | 'date' | 'person' | 'place' | 'permission' | 'reason';

const questionPatterns: Readonly<Record<QuestionCue, RegExp>> = {
  number:
    /\b(?:how many|how much|how often|how far|how large|how big|which number|what number|maximum|minimum|limit|rate|percentage|wie ?viele?|wie hoch|wie oft|wie weit|wie groß|höchstens|mindestens)\b/iu,
  money:
    /\b(?:how much|cost|costs|price|pay|paid|budget|allowance|stipend|spend|expense|reimburse\w*|rate|was kostet|preis|kosten|bezahlt|budget)\b/iu,
  duration:
    /\b(?:how long|how many (?:\w+ )?(?:days|weeks|months|years|hours|minutes)|how often|notice period|wie lange|wie viele (?:\w+ )?(?:tage|wochen|monate|jahre|stunden|minuten)|frist)\b/iu,
  date: /\b(?:when|what (?:date|day|time|year)|which (?:date|day|year|month)|by when|until when|deadline|since when|wann|ab wann|bis wann|seit wann|welche[nmrs]? (?:tag|datum|jahr|monat))\b/iu,
  person: /\b(?:who|whom|whose|which (?:person|team|role|department)|wer|wen|wem|wessen)\b/iu,
  place: /\b(?:where|which (?:room|building|office|city|country|site)|wo|wohin|woher)\b/iu,
  permission:
    /^\s*(?:can|may|must|should|do|does|did|is|are|am|will|would|has|have|darf|dürfen|kann|können|muss|müssen|soll|sollen|ist|sind|gibt|hat|haben|wird|werden)\b/iu,
  reason: /\b(?:why|what for|reason|warum|weshalb|wieso|wozu)\b/iu,
};

export function readCues(question: string): ReadonlySet<QuestionCue> {
  const cues = Object.entries(questionPatterns).flatMap(([cue, pattern]) => (pattern.test(question) ? [cue] : []));
  return new Set(cues.filter(isCue));
}

function isCue(value: string): value is QuestionCue {
  return Object.hasOwn(questionPatterns, value);
}

const durationUnits = new Set(['day', 'week', 'month', 'year', 'hour', 'minute', 'second']);
const moneyUnits = new Set(['usd', 'eur', 'gbp', 'chf', 'pln', 'jpy']);
const personWords =
  /\b(?:team|manager|head|lead|officer|department|director|committee|board|owner|employees?|teammates?|everyone|people|hr|finance|leitung|vorgesetzte\w*|abteilung|beauftragte\w*|beschäftigte\w*)\b/iu;
const placeWords = /\b(?:in|at|near|north|south|east|west|room|building|office|floor|site|park|im|am|beim|gebäude|raum|stock|büro)\b/iu;
const permissionWords =
  /\b(?:may|must|can|cannot|not|no|only|allowed|permitted|required|forbidden|prohibited|eligible|entitled|able|darf|dürfen|kann|können|muss|müssen|nicht|kein\w*|nur|erlaubt|verboten|erforderlich)\b/iu;
const reasonWords = /\b(?:because|since|so that|in order|due to|reason|therefore|weil|da|damit|deshalb|wegen|um zu)\b/iu;

/** Whether a sentence holds a thing of the kind that is asked for. */
export function answersCue(cue: QuestionCue, sentence: Statement): boolean {
  switch (cue) {
    case 'number':
      return sentence.quantities.some(({ value }) => !value.startsWith('#'));
    case 'money':
      return sentence.quantities.some(({ unit }) => unit !== null && moneyUnits.has(unit));
    case 'duration':
      return sentence.quantities.some(({ unit }) => unit !== null && durationUnits.has(unit));
    case 'date':
      return sentence.dates.length > 0 || sentence.quantities.some(isTime) || sentence.tokens.some(({ word }) => timeWord.test(word));
    case 'person':
      return personWords.test(sentence.text);
    case 'place':
      return placeWords.test(sentence.text);
    case 'permission':
      return permissionWords.test(sentence.text);
    case 'reason':
      return reasonWords.test(sentence.text);
  }
}

const timeWord =
  /^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|montags?|dienstags?|mittwochs?|donnerstags?|freitags?|samstags?|sonntags?|\d{4})$/u;

/** A time of day, a year, or "within 30 days": what "when" can be answered with. */
function isTime({ value, unit }: { readonly value: string; readonly unit: string | null }): boolean {
  return value.includes(':') || (unit !== null && (durationUnits.has(unit) || ['am', 'pm', 'uhr'].includes(measureUnit(unit) ?? unit)));
}
