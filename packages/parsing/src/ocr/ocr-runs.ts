import type { TextRun } from '../formats/pdf/text-run.ts';
import type { OcrLine, OcrPicture } from './ocr.ts';

/**
 * The words of a picture as the runs of a page, so that columns, tables, headings, heads and feet are told as on any page of
 * a PDF file. All lines of a paragraph get one size: their heights differ by the letters that happen to be in them.
 *
 * @param pointsPerPixel of the picture on its page.
 */
export function ocrRuns(
  { paragraphs }: OcrPicture,
  { page, pointsPerPixel }: { readonly page: number; readonly pointsPerPixel: number },
): TextRun[] {
  return paragraphs.flatMap((lines) => {
    const size = median(lines.map((line) => line.height)) * pointsPerPixel;
    return lines.flatMap((line) => lineRuns(line, { page, pointsPerPixel, size }));
  });
}

function lineRuns(
  line: OcrLine,
  { page, pointsPerPixel: scale, size }: { readonly page: number; readonly pointsPerPixel: number; readonly size: number },
): TextRun[] {
  return line.words.map(({ text, box }, index) => ({
    text,
    page,
    box: {
      x0: box.x0 * scale,
      x1: Math.max(box.x1, box.x0 + 1) * scale,
      y0: line.box.y0 * scale,
      y1: Math.max(line.box.y1, line.box.y0 + 1) * scale,
    },
    angle: 0,
    u0: box.x0 * scale,
    u1: Math.max(box.x1, box.x0 + 1) * scale,
    v: line.baseline * scale,
    size: Math.max(1, size),
    isRightToLeft: false,
    isMonospaced: false,
    hasSpaceBefore: index > 0,
  }));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 1;
}
