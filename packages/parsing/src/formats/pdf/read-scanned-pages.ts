import type { createCanvas as createCanvasType } from '@napi-rs/canvas';
import { ocrRuns } from '../../ocr/ocr-runs.ts';
import type { Ocr } from '../../ocr/ocr.ts';
import { greyPicture } from '../image/grey-picture.ts';
import { formFragments, type Fragment } from './form-fragments.ts';
import { fromPdfParse, pdfOptions } from './pdfjs.ts';

export interface ScannedPage {
  readonly fragments: readonly Fragment[];
  /** 0…100. */
  readonly confidence: number;
}

/** What is used of pdf.js and the canvas to draw pages. */
interface DrawingPdfjs {
  getDocument(parameters: Readonly<Record<string, unknown>>): {
    readonly promise: Promise<{ getPage(page: number): Promise<DrawingPage> }>;
  };
}
interface DrawingPage {
  getViewport(options: { readonly scale: number }): { readonly width: number; readonly height: number };
  render(parameters: Readonly<Record<string, unknown>>): { readonly promise: Promise<void> };
  cleanup(): void;
}

/** What Tesseract reads best, and the most pixels that a page may have: an A4 page has 8.7 million. */
const dotsPerInch = 300;
const maxPixels = 12_000_000;

/**
 * Draws the given pages and reads what is on them by OCR. Pages without ink are not in the result.
 *
 * pdf.js is loaded once more for it, with the native canvas that drawing needs: files that need no OCR never load that.
 */
export async function readScannedPages(bytes: Uint8Array, pages: readonly number[], ocr: Ocr): Promise<ReadonlyMap<number, ScannedPage>> {
  const found = new Map<number, ScannedPage>();
  const { library, createCanvas } = await loadDrawing();
  const document = await library.getDocument(pdfOptions(bytes)).promise;
  for (const page of pages) {
    const drawn = await drawPage(await document.getPage(page), createCanvas).catch(() => null);
    const picture = drawn === null ? null : await ocr.read(drawn.picture);
    if (drawn === null || picture === null || picture.paragraphs.length === 0) continue;
    const runs = ocrRuns(picture, { page, pointsPerPixel: 1 / drawn.pixelsPerPoint });
    found.set(page, { fragments: formFragments(runs), confidence: picture.confidence });
  }
  return found;
}

type CreateCanvas = typeof createCanvasType;

async function loadDrawing(): Promise<{ readonly library: DrawingPdfjs; readonly createCanvas: CreateCanvas }> {
  const { createCanvas, DOMMatrix, ImageData, Path2D } = await import('@napi-rs/canvas');
  // pdf.js takes them from here when it is loaded.
  Object.assign(globalThis, { DOMMatrix, ImageData, Path2D });
  const library: unknown = await import(fromPdfParse().resolve('pdfjs-dist/legacy/build/pdf.mjs'));
  if (!isDrawingPdfjs(library)) throw new TypeError('pdfjs-dist does not hand out pdf.js.');
  return { library, createCanvas };
}

function isDrawingPdfjs(value: unknown): value is DrawingPdfjs {
  return typeof value === 'object' && value !== null && 'getDocument' in value && typeof value.getDocument === 'function';
}

/** The page in shades of grey, as PNM; null when there is no ink on it. */
async function drawPage(
  page: DrawingPage,
  createCanvas: CreateCanvas,
): Promise<{ readonly picture: Uint8Array; readonly pixelsPerPoint: number } | null> {
  const { width, height } = page.getViewport({ scale: 1 });
  const pixelsPerPoint = Math.min(dotsPerInch / 72, Math.sqrt(maxPixels / (width * height)));
  const viewport = page.getViewport({ scale: pixelsPerPoint });
  const canvas = createCanvas(Math.ceil(viewport.width), Math.ceil(viewport.height));
  const context = canvas.getContext('2d');
  try {
    await page.render({ canvas, canvasContext: context, viewport, background: '#ffffff' }).promise;
  } finally {
    page.cleanup();
  }
  const picture = greyPicture(context.getImageData(0, 0, canvas.width, canvas.height));
  return picture === null ? null : { picture, pixelsPerPoint };
}
