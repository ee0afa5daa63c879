/** A rectangle on the page as it is shown, in points, origin at the top left. */
export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/**
 * A piece of text as pdf.js gives it, placed twice: by its box on the page, and in its own reading frame, in which text
 * runs along `u` and lines follow one another along `v`, however the text is turned on the page.
 */
export interface TextRun {
  readonly text: string;
  readonly page: number;
  readonly box: Box;
  /** Direction of reading on the page, in degrees clockwise, 0…359. */
  readonly angle: number;
  readonly u0: number;
  readonly u1: number;
  /** Of the baseline. */
  readonly v: number;
  /** Height of the font, in points. */
  readonly size: number;
  readonly isRightToLeft: boolean;
  readonly isMonospaced: boolean;
  /** The page's own stream has a space before it. */
  readonly hasSpaceBefore: boolean;
}

export function unionOf(boxes: readonly Box[]): Box {
  return boxes.reduce((union, box) => ({
    x0: Math.min(union.x0, box.x0),
    y0: Math.min(union.y0, box.y0),
    x1: Math.max(union.x1, box.x1),
    y1: Math.max(union.y1, box.y1),
  }));
}
