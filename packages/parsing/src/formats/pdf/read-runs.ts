import type { PdfTextContent, PdfTextItem, PdfTextStyle, PdfViewport } from './pdfjs.ts';
import type { Box, TextRun } from './text-run.ts';

/** The runs of a page in the order of its stream. Text that lies outside of the page is left out: nobody sees it. */
export function readRuns(content: PdfTextContent, viewport: PdfViewport, page: number): TextRun[] {
  const runs: TextRun[] = [];
  let hasSpaceBefore = false;
  for (const item of content.items) {
    if (!('str' in item)) continue;
    if (item.str.trim() === '') {
      hasSpaceBefore ||= item.str !== '';
      continue;
    }
    const run = placeItem(item, content.styles[item.fontName], { viewport, page, hasSpaceBefore });
    hasSpaceBefore = false;
    if (run !== null) runs.push(run);
  }
  return runs;
}

interface Page {
  readonly viewport: PdfViewport;
  readonly page: number;
  readonly hasSpaceBefore: boolean;
}

/** Of fonts that do not say: what most Latin fonts have, as shares of the size. */
const usualAscent = 0.8;
const usualDescent = -0.2;

function placeItem(item: PdfTextItem, style: PdfTextStyle | undefined, { viewport, page, hasSpaceBefore }: Page): TextRun | null {
  const [a = 1, b = 0, c = 0, d = 1, x = 0, y = 0] = multiply(viewport.transform, item.transform);
  const isVertical = style?.vertical === true;
  // In vertical writing the line runs down the page and the letters stand upright in it.
  const radians = Math.atan2(b, a) + (isVertical ? Math.PI / 2 : 0);
  const size = Math.hypot(c, d);
  const advance = (isVertical ? item.height : item.width) * viewport.scale;
  if (![radians, size, advance, x, y].every(Number.isFinite) || size <= 0 || advance <= 0) return null;
  const { ascent, descent } = extentOf(style);
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  const toPage = (along: number, above: number) => ({ x: x + along * cos + above * sin, y: y + along * sin - above * cos });
  const corners = [toPage(0, ascent * size), toPage(advance, ascent * size), toPage(0, descent * size), toPage(advance, descent * size)];
  const box = clip({ x0: Math.min(...corners.map((p) => p.x)), y0: Math.min(...corners.map((p) => p.y)), x1: Math.max(...corners.map((p) => p.x)), y1: Math.max(...corners.map((p) => p.y)) }, viewport);
  if (box === null) return null;
  const u = x * cos + y * sin;
  return {
    text: item.str,
    page,
    box,
    angle: (Math.round((radians * 180) / Math.PI) + 360) % 360,
    u0: u,
    u1: u + advance,
    v: y * cos - x * sin,
    size,
    isRightToLeft: item.dir === 'rtl',
    isMonospaced: style?.fontFamily === 'monospace',
    hasSpaceBefore,
  };
}

function extentOf(style: PdfTextStyle | undefined): { readonly ascent: number; readonly descent: number } {
  const ascent = style?.ascent ?? usualAscent;
  const descent = style?.descent ?? usualDescent;
  const isUsable = ascent > 0.3 && ascent <= 1.5 && descent <= 0 && descent >= -0.8;
  return isUsable ? { ascent, descent } : { ascent: usualAscent, descent: usualDescent };
}

function clip(box: Box, { width, height }: PdfViewport): Box | null {
  const clipped = { x0: Math.max(0, box.x0), y0: Math.max(0, box.y0), x1: Math.min(width, box.x1), y1: Math.min(height, box.y1) };
  return clipped.x1 > clipped.x0 && clipped.y1 > clipped.y0 ? clipped : null;
}

function multiply(first: readonly number[], second: readonly number[]): number[] {
  const [a1 = 1, b1 = 0, c1 = 0, d1 = 1, e1 = 0, f1 = 0] = first;
  const [a2 = 1, b2 = 0, c2 = 0, d2 = 1, e2 = 0, f2 = 0] = second;
  return [a1 * a2 + c1 * b2, b1 * a2 + d1 * b2, a1 * c2 + c1 * d2, b1 * c2 + d1 * d2, a1 * e2 + c1 * f2 + e1, b1 * e2 + d1 * f2 + f1];
}
