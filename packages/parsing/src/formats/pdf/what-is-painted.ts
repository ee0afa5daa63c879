import { pictureOperators } from './operators.ts';
import type { PdfPage } from './pdfjs.ts';

export type Painted = 'nothing' | 'shapes' | 'pictures';

/** Paths and shadings; text (`operators.ts`). */
const shapeOperators = new Set([20, 21, 22, 23, 24, 25, 26, 27, 44, 45, 46, 47, 62, 91, 94]);

/** What a page draws, as far as its operators tell: a path may be one that only clips. */
export async function whatIsPainted(page: PdfPage): Promise<Painted> {
  const { fnArray } = await page.getOperatorList();
  if (fnArray.some((operator) => pictureOperators.has(operator))) return 'pictures';
  return fnArray.some((operator) => shapeOperators.has(operator)) ? 'shapes' : 'nothing';
}
