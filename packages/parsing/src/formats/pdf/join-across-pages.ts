import type { PdfBlock } from './form-blocks.ts';

/**
 * Puts the blocks of all regions in one list, and joins a paragraph that goes on in the next column or on the next page:
 * a sentence that is cut in two can neither be found nor cited.
 */
export function joinAcrossPages(regions: readonly (readonly PdfBlock[])[]): PdfBlock[] {
  const blocks: PdfBlock[] = [];
  for (const region of regions) {
    const [first, ...rest] = region;
    const last = blocks.at(-1);
    if (first === undefined) continue;
    const joined = last === undefined ? null : joinedOf(last, first);
    if (joined === null) blocks.push(first, ...rest);
    else blocks.splice(-1, 1, joined, ...rest);
  }
  return blocks;
}

function joinedOf(last: PdfBlock, first: PdfBlock): PdfBlock | null {
  if (last.kind !== 'text' || first.kind !== 'text' || first.isItem) return null;
  const [end, start] = [last.lines.at(-1), first.lines[0]];
  if (end === undefined || start === undefined || Math.abs(end.size - start.size) > 0.1 * end.size) return null;
  const isUnfinished = /[\p{L}\p{N},\-\u00AD]$/u.test(end.text.trimEnd());
  const goesOn = /^[\p{Ll}(]/u.test(start.text.trimStart());
  return isUnfinished && goesOn ? { ...last, lines: [...last.lines, ...first.lines] } : null;
}
