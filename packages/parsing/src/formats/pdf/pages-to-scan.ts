import type { Fragment } from './form-fragments.ts';
import { isGarbled } from './is-garbled.ts';

/** A page with fewer letters may be a scan with a stamp or a page number over it. */
const fewLetters = 40;
/** Of a page that says something already, or whose text is garbled, only what was read well is taken. */
const goodConfidence = 70;
const fairConfidence = 40;

/** Whether the text layer of a page says so little that a picture on it is looked at. */
export function saysLittle(directions: readonly (readonly Fragment[])[]): boolean {
  return lettersOf(directions) < fewLetters;
}

/** Whether what OCR read is better than what the page's text layer says. */
export function isBetter(
  scanned: { readonly fragments: readonly Fragment[]; readonly confidence: number },
  directions: readonly (readonly Fragment[])[] | undefined,
  wasGarbled: boolean,
): boolean {
  const text = scanned.fragments.map((fragment) => fragment.text).join(' ');
  if (isGarbled(text)) return false;
  if (directions === undefined) return scanned.confidence >= (wasGarbled ? goodConfidence : fairConfidence);
  return scanned.confidence >= goodConfidence && text.replaceAll(/\s/gu, '').length > 2 * lettersOf(directions);
}

function lettersOf(directions: readonly (readonly Fragment[])[]): number {
  return directions.flat().reduce((sum, fragment) => sum + fragment.text.replaceAll(/\s/gu, '').length, 0);
}
