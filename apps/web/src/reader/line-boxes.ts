import type { DocumentText } from '@carrel/contract';
import type { Mark } from './marked-pieces.ts';

export type TextLine = DocumentText['lines'][number];

/** A marked stretch of a line on a page; points from the page's top left. */
export interface LineBox {
  readonly page: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly isCurrent: boolean;
}

/**
 * The boxes of the lines that a mark touches. A line that is cited only in part is cut in proportion to its characters: the
 * text's geometry is known by line.
 */
export function boxesOfMark(lines: readonly TextLine[], mark: Mark): readonly LineBox[] {
  return lines
    .filter((line) => line.start < mark.end && line.end > mark.start && line.end > line.start)
    .map((line) => {
      const chars = line.end - line.start;
      const from = Math.max(0, mark.start - line.start) / chars;
      const to = Math.min(chars, mark.end - line.start) / chars;
      return {
        page: line.page,
        x: line.x + line.width * from,
        y: line.y,
        width: line.width * (to - from),
        height: line.height,
        isCurrent: mark.isCurrent,
      };
    });
}

export function boxesOfMarks(lines: readonly TextLine[], marks: readonly Mark[]): readonly LineBox[] {
  return marks.flatMap((mark) => boxesOfMark(lines, mark));
}

/** Where the opened passage begins: its first box, or the top of its page when the page's lines are not known. Null: nothing is opened. */
export function placeOfMark(
  document: Pick<DocumentText, 'blocks'>,
  boxes: readonly LineBox[],
  marks: readonly Mark[],
): { readonly page: number; readonly y: number } | null {
  const box = boxes.find((candidate) => candidate.isCurrent);
  if (box) return box;
  const mark = marks.find((candidate) => candidate.isCurrent);
  const page = mark && document.blocks.find((block) => block.end > mark.start)?.page;
  return page === undefined ? null : { page, y: 0 };
}
