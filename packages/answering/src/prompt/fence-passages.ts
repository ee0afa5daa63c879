import type { Passage } from '@carrel/core';
import { withoutInvisible } from '../text/plain-text.ts';

/** A passage as the model is given it. */
export interface FencedPassage {
  readonly text: string;
  /** Whether characters that show nothing were taken out: they can carry hidden instructions. */
  readonly hadHiddenText: boolean;
}

/**
 * A mark that none of the texts contains, so that none can pretend to end before its end or to be another passage.
 * @param newMark gives 8 or more unguessable hexadecimal digits; when a text holds the mark by chance, another is drawn.
 */
export function drawMark(newMark: () => string, texts: readonly string[]): string {
  for (;;) {
    const mark = pronounceable(newMark());
    if (!texts.some((text) => text.toLowerCase().includes(mark))) return mark;
  }
}

const consonants = 'bdfghjklmnprstvz';
const vowels = 'aeiou';
const markDigits = 8;

/** Letters in place of digits ("2e8c1f05" → "fumidaba"): small models take digits in a fence for an answer ("The answer is: 192"). */
function pronounceable(hex: string): string {
  const letters = Array.from(hex.slice(0, markDigits), (digit, index) => {
    const value = Number.parseInt(digit, 16) || 0;
    return index % 2 === 0 ? consonants.charAt(value) : vowels.charAt(value % vowels.length);
  });
  return letters.join('');
}

/** The line before each passage and after the last. Few words: a small model takes a fence in many words for the text. */
export function fenceLine(mark: string): string {
  return `--- ${mark}`;
}

/** Puts a passage below a line that carries the mark. Everything that comes from the document, its title too, stands there. */
export function fencePassage(passage: Pick<Passage, 'title' | 'text' | 'location'>, mark: string): FencedPassage {
  const header = headerAbove(passage);
  const content = `${passage.title.replaceAll(/\s+/gu, ' ')}\n${header === '' ? '' : `${header}\n`}${passage.text}`;
  const visible = withoutInvisible(content);
  return { text: `${fenceLine(mark)}\n${visible}`, hadHiddenText: visible !== content };
}

/** The names of the columns, for rows from the middle of a table. */
function headerAbove({ text, location }: Pick<Passage, 'text' | 'location'>): string {
  const header = location?.kind === 'rows' ? (location.header ?? '') : '';
  return text.includes(header) ? '' : header.replaceAll(/\s+/gu, ' ');
}
