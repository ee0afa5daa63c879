import type { PdfPage } from './pdfjs.ts';

export type Painted = 'nothing' | 'shapes' | 'pictures';

/** Operators of pdf.js 5.4 (`OPS` in src/shared/util.js): images and masks; paths and shadings; text. */
const pictureOperators = new Set([83, 84, 85, 86, 87, 88, 89, 90]);
const shapeOperators = new Set([20, 21, 22, 23, 24, 25, 26, 27, 44, 45, 46, 47, 62, 91, 94]);

/** What a page draws, as far as its operators tell: a path may be one that only clips. */
export async function whatIsPainted(page: PdfPage): Promise<Painted> {
  const { fnArray } = await page.getOperatorList();
  if (fnArray.some((operator) => pictureOperators.has(operator))) return 'pictures';
  return fnArray.some((operator) => shapeOperators.has(operator)) ? 'shapes' : 'nothing';
}
