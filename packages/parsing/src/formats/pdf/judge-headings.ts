import type { PdfBlock } from './form-blocks.ts';
import { outlineKey } from './outline-levels.ts';

type TextBlock = Extract<PdfBlock, { kind: 'text' }>;

const maxHeadingCharacters = 160;
const maxHeadingLines = 3;
const maxLevel = 6;

/**
 * Says of each block (by its index) which level of heading it is, or null. With the whole document in view: what is larger
 * than most of its text, what the outline names, and short lines with a section number or in capitals that stand apart.
 */
export function createHeadingJudge(blocks: readonly PdfBlock[], outline: ReadonlyMap<string, number>): (index: number) => number | null {
  const bodySize = mostFrequentSize(blocks);
  const sizes = [
    ...new Set(
      blocks
        .filter((block) => block.kind === 'text')
        .filter((block) => isLarge(block, bodySize))
        .map(sizeOf),
    ),
  ].toSorted((a, b) => b - a);
  const ofSize = (size: number) => Math.min(maxLevel, sizes.indexOf(size) + 1);
  const ofBodySize = (depth: number) => Math.min(maxLevel, sizes.length + depth);
  return (index) => {
    const block = blocks[index];
    if (block?.kind !== 'text' || block.lines.length > maxHeadingLines) return null;
    const text = textOf(block);
    if (text.length > maxHeadingCharacters || (text.match(/\p{L}/gu)?.length ?? 0) < 2) return null;
    const named = outline.get(outlineKey(text));
    if (named !== undefined && !/[.;,]$/u.test(text)) return named;
    if (isLarge(block, bodySize)) return ofSize(sizeOf(block));
    const depth = plainHeadingDepth(block, text, blocks[index + 1]);
    return depth === null ? null : ofBodySize(depth);
  };
}

function textOf(block: TextBlock): string {
  return block.lines.map((line) => line.text.trim()).join(' ');
}

/** To whole points: sizes differ by roundings. */
function sizeOf(block: TextBlock): number {
  return Math.round(Math.max(...block.lines.map((line) => line.size)));
}

/** Noticeably larger than most of the text, and not a sentence in large type. */
function isLarge(block: TextBlock, bodySize: number): boolean {
  const text = textOf(block);
  if (block.lines.length > maxHeadingLines || text.length > maxHeadingCharacters || (text.length > 60 && /[.;,]$/u.test(text)))
    return false;
  return block.lines.every((line) => line.size >= bodySize * 1.12 && line.size > bodySize + 0.9) && /\p{L}{2}/u.test(text);
}

function mostFrequentSize(blocks: readonly PdfBlock[]): number {
  const letters = new Map<number, number>();
  for (const line of blocks.flatMap((block) => (block.kind === 'text' ? block.lines : block.rows.flat(2)))) {
    const size = Math.round(line.size * 2) / 2;
    letters.set(size, (letters.get(size) ?? 0) + line.text.length);
  }
  let best: readonly [size: number, letters: number] = [0, 0];
  for (const entry of letters) if (entry[1] > best[1]) best = entry;
  return best[0];
}

/** Of a line in the size of the text: how deep a heading it is, by its number or its capitals; null when it is none. */
function plainHeadingDepth(block: TextBlock, text: string, next: PdfBlock | undefined): number | null {
  if (block.lines.length > 1 || !block.isApart || next === undefined || /[.;,:]$/u.test(text)) return null;
  const numbered = /^(\d{1,2}(?:\.\d{1,2}){1,4})\.?\s+\p{Lu}/u.exec(text)?.[1];
  if (numbered !== undefined) return numbered.split('.').length;
  // An item of a list looks the same, but another item follows it.
  const isFollowedByText = next.kind === 'table' || !next.isItem;
  return isFollowedByText && text.length <= 80 && isNumberedOrCapitals(text) ? 1 : null;
}

function isNumberedOrCapitals(text: string): boolean {
  return /^(?:\d{1,2}|[A-Z]|[IVXL]{1,5})\.?\s+\p{Lu}/u.test(text) || (/\p{Lu}{4}/u.test(text) && text === text.toUpperCase());
}
