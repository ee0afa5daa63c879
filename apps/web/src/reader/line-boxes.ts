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

/** How wide a text is, in any unit: only the share of a line matters. */
export type MeasureText = (text: string) => number;

interface TextWithLines {
  readonly text: string;
  readonly lines: readonly TextLine[];
}

/**
 * The boxes of the lines that a mark touches. The text's geometry is known by line: a line that is cited only in part is cut
 * where its words, measured, begin and end.
 */
export function boxesOfMark({ text, lines }: TextWithLines, mark: Mark, measure: MeasureText): readonly LineBox[] {
  return lines
    .filter((line) => line.start < mark.end && line.end > mark.start)
    .map((line) => {
      const whole = measure(text.slice(line.start, line.end));
      const shareAt = (offset: number) => (whole > 0 ? measure(text.slice(line.start, offset)) / whole : 0);
      const from = mark.start <= line.start ? 0 : shareAt(mark.start);
      const to = mark.end >= line.end ? 1 : shareAt(mark.end);
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

export function boxesOfMarks(document: TextWithLines, marks: readonly Mark[], measure: MeasureText): readonly LineBox[] {
  return marks.flatMap((mark) => boxesOfMark(document, mark, measure));
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
