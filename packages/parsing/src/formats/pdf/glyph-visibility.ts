import type { KeptApart } from '@carrel/core';
import type { Matrix } from './matrix.ts';
import { operators, pictureOperators } from './operators.ts';
import type { PdfOperatorList } from './pdfjs.ts';
import { createTextState, type GraphicsState } from './text-state.ts';
import type { Box } from './text-run.ts';

export type UnseenKind = Extract<KeptApart['kind'], 'white' | 'invisible'>;

/** The letters of a page in the order in which they are painted, without white space, and of each why nobody sees it. */
export interface PageGlyphs {
  readonly letters: string;
  /** By the index of the letter; undefined: it is seen. */
  readonly unseen: ReadonlyMap<number, UnseenKind>;
  /** Letters outside of the page. */
  readonly offPage: string;
  /** Space of the page under pictures, in square points; overlaps count twice. */
  readonly pictureArea: number;
}

/**
 * Follows the operators of a page, and tells which letters are painted so that nobody sees them: not at all, fully
 * transparent, or in white where neither a shape of another colour nor a picture lies beneath.
 *
 * @param view the part of the page that is shown. pdf.js leaves letters out of the text whose origin lies outside.
 */
export function readGlyphs({ fnArray, argsArray }: PdfOperatorList, view: Box): PageGlyphs {
  const state = createTextState();
  const painted: Box[] = [];
  const letters = createLetters();
  let pictureArea = 0;
  let annotations = 0;
  const show = (glyphs: readonly unknown[]) => {
    const from = state.textOrigin();
    const current = state.current();
    let travelled = 0;
    for (const glyph of glyphsIn(glyphs)) {
      const [x, y] = [from.x + from.alongX * travelled, from.y + from.alongY * travelled];
      const [upX, upY] = [from.upX * current.fontSize * 0.25, from.upY * current.fontSize * 0.25];
      const isOutside = x < view.x0 || x > view.x1 || y < view.y0 || y > view.y1;
      if (isOutside && !glyph.isVertical) letters.addOffPage(glyph.isSpace ? ' ' : glyph.text);
      else if (glyph.text !== '')
        letters.add(
          glyph.text,
          unseenKind(current, () => isOnPaint(painted, { x: x + upX, y: y + upY })),
        );
      travelled += advanceOf(glyph, current);
    }
    letters.addOffPage(' ');
    state.advance(travelled);
  };
  for (const [index, operator] of fnArray.entries()) {
    const values = argsArray[index] ?? [];
    if (operator === operators.beginAnnotation) annotations += 1;
    else if (operator === operators.endAnnotation) annotations -= 1;
    else if (annotations > 0) continue;
    else if (operator === operators.constructPath) painted.push(...filledBox(values, state.current()));
    else if (operator === operators.shadingFill) painted.push(everywhere);
    else if (pictureOperators.has(operator)) {
      const box = boxOf(state.current().ctm, unitSquare);
      painted.push(box);
      pictureArea += (box.x1 - box.x0) * (box.y1 - box.y0);
    } else if (operator === operators.showText && Array.isArray(values[0])) show(values[0]);
    else state.apply(operator, values);
  }
  return { ...letters.all(), pictureArea };
}

function createLetters() {
  const parts: string[] = [];
  const unseen = new Map<number, UnseenKind>();
  let count = 0;
  let offPage = '';
  return {
    add: (text: string, kind: UnseenKind | null) => {
      if (kind !== null) for (let at = 0; at < text.length; at += 1) unseen.set(count + at, kind);
      parts.push(text);
      count += text.length;
    },
    addOffPage: (text: string) => {
      offPage += text;
    },
    all: () => ({ letters: parts.join(''), unseen, offPage: offPage.trim() }),
  };
}

const everywhere: Box = { x0: -Infinity, y0: -Infinity, x1: Infinity, y1: Infinity };
const unitSquare: Box = { x0: 0, y0: 0, x1: 1, y1: 1 };

function unseenKind({ renderingMode, alpha, fill }: GraphicsState, isOnColour: () => boolean): UnseenKind | null {
  if (isUnpainted(renderingMode) || alpha < 0.02) return 'invisible';
  // Outlines are painted in a colour of their own.
  const isOnlyFilled = renderingMode === 0 || renderingMode === 4;
  return isOnlyFilled && isNearWhite(fill) && !isOnColour() ? 'white' : null;
}

/** Text that is neither filled nor outlined, or only clips what comes. */
function isUnpainted(renderingMode: number): boolean {
  return renderingMode === 3 || renderingMode === 7;
}

/** As pale as `#f2f2f2`: a contrast of 1.1 to 1. */
function isNearWhite(colour: unknown): boolean {
  return typeof colour === 'string' && /^#(?:f[2-9a-f]){3}$/iu.test(colour);
}

function isOnPaint(painted: readonly Box[], { x, y }: { readonly x: number; readonly y: number }): boolean {
  return painted.some((box) => x >= box.x0 && x <= box.x1 && y >= box.y0 && y <= box.y1);
}

const fillings: ReadonlySet<unknown> = new Set([operators.fill, operators.eoFill, operators.fillStroke, operators.eoFillStroke]);

/** The bounds of a path that is filled with something else than white. */
function filledBox([operator, , bounds]: readonly unknown[], { ctm, fill, alpha }: GraphicsState): Box[] {
  if (!fillings.has(operator) || isNearWhite(fill) || alpha < 0.05) return [];
  if (!(bounds instanceof Float32Array) && !Array.isArray(bounds)) return [];
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = Array.from(bounds, Number);
  return [boxOf(ctm, { x0, y0, x1, y1 })];
}

function boxOf({ a, b, c, d, e, f }: Matrix, { x0, y0, x1, y1 }: Box): Box {
  const corners = [x0, x1].flatMap((x) => [y0, y1].map((y) => ({ x: a * x + c * y + e, y: b * x + d * y + f })));
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  return { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs), y1: Math.max(...ys) };
}

interface Glyph {
  readonly text: string;
  /** Thousandths of the font's size; a distance between letters has no text. */
  readonly width: number;
  readonly isSpacing: boolean;
  readonly isSpace: boolean;
  /** In vertical writing letters follow one another down the page, and are not placed here. */
  readonly isVertical: boolean;
}

function* glyphsIn(values: readonly unknown[]): Generator<Glyph> {
  for (const value of values) {
    if (typeof value === 'number') yield { text: '', width: -value, isSpacing: true, isSpace: false, isVertical: false };
    if (typeof value !== 'object' || value === null || !('unicode' in value)) continue;
    const text = typeof value.unicode === 'string' ? comparable(value.unicode) : '';
    const isVertical = 'vmetric' in value && Array.isArray(value.vmetric);
    const width = 'width' in value && typeof value.width === 'number' ? value.width : 0;
    yield { text, width, isSpacing: false, isSpace: 'isSpace' in value && value.isSpace === true, isVertical };
  }
}

function advanceOf({ width, isSpacing, isSpace }: Glyph, state: GraphicsState): number {
  const spacing = isSpacing ? 0 : state.charSpacing + (isSpace ? state.wordSpacing : 0);
  return ((width / 1000) * state.fontSize + spacing) * state.horizontalScale;
}

/** Letters as they can be compared between the operators of a page and its text: pdf.js writes ligatures out in the text. */
export function comparable(text: string): string {
  if (/^[\u0021-\u007e]*$/u.test(text)) return text;
  return text.normalize('NFKC').replaceAll(/[\s\p{Cf}]/gu, '');
}
