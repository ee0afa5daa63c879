import type { PDFDocumentProxy } from 'pdfjs-dist';

interface DrawPageInput {
  readonly pdf: PDFDocumentProxy;
  readonly page: number;
  /** CSS pixels for a point. */
  readonly scale: number;
  readonly canvas: HTMLCanvasElement;
  readonly textLayer: HTMLElement;
  readonly signal: AbortSignal;
}

/** Most pixels that one page is drawn with; beyond, it is drawn coarser instead of failing on small machines. */
const maxCanvasPixels = 16_000_000;

/**
 * Draws a page and lays its text over it. The old drawing stays in place until the new one is ready.
 * @throws what pdf.js throws; the signal's reason when it aborts.
 */
export async function drawPage({ pdf, page: pageNumber, scale, canvas, textLayer, signal }: DrawPageInput): Promise<void> {
  const { TextLayer } = await import('pdfjs-dist');
  const page = await pdf.getPage(pageNumber);
  signal.throwIfAborted();
  const viewport = page.getViewport({ scale });
  const density = Math.min(devicePixelRatio, Math.sqrt(maxCanvasPixels / (viewport.width * viewport.height)));

  // Drawn apart and then copied: a canvas that changes its size is blank until it is drawn again.
  const drawing = document.createElement('canvas');
  drawing.width = Math.floor(viewport.width * density);
  drawing.height = Math.floor(viewport.height * density);
  const task = page.render({ canvas: drawing, viewport, transform: [density, 0, 0, density, 0, 0] });
  const cancel = () => task.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    await task.promise;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
  signal.throwIfAborted();
  canvas.width = drawing.width;
  canvas.height = drawing.height;
  canvas.getContext('2d')?.drawImage(drawing, 0, 0);

  textLayer.replaceChildren();
  textLayer.style.setProperty('--total-scale-factor', String(scale));
  const layer = new TextLayer({ textContentSource: page.streamTextContent(), container: textLayer, viewport });
  signal.addEventListener('abort', () => layer.cancel(), { once: true });
  await layer.render();
}
