import type { DocumentText } from '@carrel/contract';
import type { TextLine } from './line-boxes.ts';

/** A part of a passage on a page: lines that stand below one another; points from the page's top left. */
export interface ChunkBox {
  readonly page: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** From 1, in the order of the document. */
  readonly number: number;
  readonly isFirst: boolean;
}

/** The boxes around the lines of each passage: one a column and page. A line of two passages is in both. */
export function boxesOfChunks({ chunks, lines }: Pick<DocumentText, 'chunks' | 'lines'>): readonly ChunkBox[] {
  const ordered = chunks.toSorted((a, b) => a.start - b.start);
  return ordered.flatMap((chunk, index) => {
    const boxes: ChunkBox[] = [];
    for (const line of lines.filter(({ start, end }) => start < chunk.end && end > chunk.start)) {
      const last = boxes.at(-1);
      if (last !== undefined && isBelow(last, line)) boxes[boxes.length - 1] = union(last, line);
      else boxes.push({ ...boxOf(line), number: index + 1, isFirst: boxes.length === 0 });
    }
    return boxes;
  });
}

function isBelow(box: ChunkBox, line: TextLine): boolean {
  const overlap = Math.min(box.x + box.width, line.x + line.width) - Math.max(box.x, line.x);
  const gap = line.y - (box.y + box.height);
  return box.page === line.page && overlap > 0 && gap < 3 * line.height && gap > -2 * line.height;
}

function boxOf({ page, x, y, width, height }: TextLine) {
  return { page, x, y, width, height };
}

function union(box: ChunkBox, line: TextLine): ChunkBox {
  const x = Math.min(box.x, line.x);
  const y = Math.min(box.y, line.y);
  const right = Math.max(box.x + box.width, line.x + line.width);
  const bottom = Math.max(box.y + box.height, line.y + line.height);
  return { ...box, x, y, width: right - x, height: bottom - y };
}
