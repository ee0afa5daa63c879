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
 * @param newMark gives an unguessable word; a text that holds it by chance makes another be drawn.
 */
export function drawMark(newMark: () => string, texts: readonly string[]): string {
  for (;;) {
    const mark = newMark();
    if (!texts.some((text) => text.includes(mark))) return mark;
  }
}

/**
 * Puts a passage between lines that carry its number and the mark. Everything that comes from the document, its title too,
 * stands between them.
 */
export function fencePassage(passage: Pick<Passage, 'title' | 'headings' | 'text'>, number: number, mark: string): FencedPassage {
  const place = [passage.title, ...passage.headings.filter((heading) => heading !== passage.title)].join(' > ').replaceAll(/\s+/gu, ' ');
  const content = `${place}\n${passage.text}`;
  const visible = withoutInvisible(content);
  return { text: `<passage ${number} ${mark}>\n${visible}\n</passage ${number} ${mark}>`, hadHiddenText: visible !== content };
}
