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

/** The line before each passage and after the last. Few words: a small model takes a fence in many words for the text. */
export function fenceLine(mark: string): string {
  return `--- ${mark}`;
}

/** Puts a passage below a line that carries the mark. Everything that comes from the document, its title too, stands there. */
export function fencePassage(passage: Pick<Passage, 'title' | 'text'>, mark: string): FencedPassage {
  const content = `${passage.title.replaceAll(/\s+/gu, ' ')}\n${passage.text}`;
  const visible = withoutInvisible(content);
  return { text: `${fenceLine(mark)}\n${visible}`, hadHiddenText: visible !== content };
}
