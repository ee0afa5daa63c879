import type { KeptApart } from '@carrel/core';
import { matrixOf, multiply, type Matrix } from './matrix.ts';
import type { PdfTextContent, PdfTextItem, PdfTextStyle, PdfViewport } from './pdfjs.ts';
import type { Box, TextRun } from './text-run.ts';

/** The runs of a page in the order of its stream. Text that lies outside of the page, or is too small to read, is kept apart. */
export function readRuns(
  content: PdfTextContent,
  viewport: PdfViewport,
  page: number,
): { readonly runs: readonly TextRun[]; readonly apart: readonly KeptApart[] } {
  const runs: TextRun[] = [];
  const offPage: string[] = [];
  let hasSpaceBefore = false;
  for (const item of content.items) {
    if (!('str' in item)) continue;
    if (item.str.trim() === '') {
      hasSpaceBefore ||= item.str !== '';
      continue;
    }
    const style = content.styles[item.fontName] ?? unknownStyle;
    const place = placeOf(item, style, viewport);
    if (place === 'off-page') {
      offPage.push(item.str);
      continue;
    }
    const flags = { isRightToLeft: item.dir === 'rtl', isMonospaced: style.fontFamily === 'monospace', hasSpaceBefore };
    if (place !== null) runs.push({ text: item.str, page, ...place, ...flags });
    hasSpaceBefore = false;
  }
  const isTiny = tinyJudge(runs);
  const tiny = runs.filter(isTiny).map((run) => run.text);
  const apart: KeptApart[] = [
    { kind: 'off-page', text: offPage.join(' '), page },
    { kind: 'tiny', text: tiny.join(' '), page },
  ];
  return { runs: tiny.length === 0 ? runs : runs.filter((run) => !isTiny(run)), apart: apart.filter(({ text }) => text !== '') };
}

/** In points: smaller print is on no paper that people read. */
const tinySize = 2;
/** As a share of what most of the page is set in: on a plan, or on a sheet of pages made small, all text is small. */
const tinyShare = 1 / 3;
/** Nobody reads a page that has only smaller text. */
const dustSize = 0.5;

function tinyJudge(runs: readonly TextRun[]): (run: TextRun) => boolean {
  if (runs.every((run) => run.size > tinySize)) return () => false;
  const sizes = runs.filter((run) => run.size > dustSize).toSorted((a, b) => b.size - a.size);
  const largest = sizes[0]?.size ?? Number.POSITIVE_INFINITY;
  return ({ size }) => size <= dustSize || (size <= tinySize && size < largest * tinyShare);
}

const unknownStyle: PdfTextStyle = { ascent: null, descent: null, vertical: false, fontFamily: '' };

type Place = Pick<TextRun, 'box' | 'angle' | 'u0' | 'u1' | 'v' | 'size'>;

function placeOf(item: PdfTextItem, style: PdfTextStyle, viewport: PdfViewport): Place | 'off-page' | null {
  const [toPage, toLine] = [matrixOf(viewport.transform), matrixOf(item.transform)];
  const placed = toPage === null || toLine === null ? null : multiply(toPage, toLine);
  // In vertical writing the line runs down the page and the letters stand upright in it.
  const advance = (style.vertical ? item.height : item.width) * viewport.scale;
  if (placed === null || !Number.isFinite(advance) || advance <= 0) return null;
  const radians = Math.atan2(placed.b, placed.a) + (style.vertical ? Math.PI / 2 : 0);
  const size = Math.hypot(placed.c, placed.d);
  if (size <= 0) return null;
  const box = clip(boxOf(placed, { radians, advance, ...extentOf(style, size) }), viewport);
  if (box === null) return 'off-page';
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  const u0 = placed.e * cos + placed.f * sin;
  const angle = (Math.round((radians * 180) / Math.PI) + 360) % 360;
  return { box, angle, u0, u1: u0 + advance, v: placed.f * cos - placed.e * sin, size };
}

/** The rectangle around a run that may be turned: from its origin along its direction, and above and below the baseline. */
function boxOf(
  { e: x, f: y }: Matrix,
  {
    radians,
    advance,
    above,
    below,
  }: { readonly radians: number; readonly advance: number; readonly above: number; readonly below: number },
): Box {
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  const xs = [0, advance].flatMap((along) => [above, -below].map((up) => x + along * cos + up * sin));
  const ys = [0, advance].flatMap((along) => [above, -below].map((up) => y + along * sin - up * cos));
  return { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs), y1: Math.max(...ys) };
}

/** Of fonts that do not say: what most Latin fonts have, as shares of the size. */
const usualAscent = 0.8;
const usualDescent = -0.2;

function extentOf(style: PdfTextStyle, size: number): { readonly above: number; readonly below: number } {
  const ascent = style.ascent ?? usualAscent;
  const descent = style.descent ?? usualDescent;
  const isUsable = ascent > 0.3 && ascent <= 1.5 && descent <= 0 && descent >= -0.8;
  return isUsable ? { above: ascent * size, below: -descent * size } : { above: usualAscent * size, below: -usualDescent * size };
}

function clip(box: Box, { width, height }: PdfViewport): Box | null {
  const clipped = { x0: Math.max(0, box.x0), y0: Math.max(0, box.y0), x1: Math.min(width, box.x1), y1: Math.min(height, box.y1) };
  return clipped.x1 > clipped.x0 && clipped.y1 > clipped.y0 ? clipped : null;
}
