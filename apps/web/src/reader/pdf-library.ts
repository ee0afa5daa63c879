import type { PDFDocumentProxy } from 'pdfjs-dist';

/** Where `scripts/copy-pdf-assets.ts` puts what pdf.js loads. */
const assets = '/pdf';

export interface OpenedPdf {
  readonly pdf: PDFDocumentProxy;
  readonly close: () => void;
}

/**
 * Loads pdf.js and opens a file. Scripts in the file, forms and `eval` are off; every asset comes from this origin.
 * @throws what pdf.js throws for a file that is no PDF; `AbortError` when the signal aborts.
 */
export async function openPdf(url: string, signal: AbortSignal): Promise<OpenedPdf> {
  const pdfjs = await import('pdfjs-dist');
  signal.throwIfAborted();
  const port = new Worker(`${assets}/worker.mjs`, { type: 'module', name: 'pdf' });
  const worker = pdfjs.PDFWorker.create({ port });
  const task = pdfjs.getDocument({
    url,
    worker,
    cMapUrl: `${assets}/cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${assets}/fonts/`,
    // A machine without Helvetica or Times would show something else, squeezed into their widths.
    useSystemFonts: false,
    wasmUrl: `${assets}/wasm/`,
    iccUrl: `${assets}/profiles/`,
    isEvalSupported: false,
    enableXfa: false,
    disableAutoFetch: true,
    verbosity: 0,
  });
  const close = () => {
    void task.destroy().finally(() => {
      worker.destroy();
      port.terminate();
    });
  };
  signal.addEventListener('abort', close, { once: true });
  try {
    return { pdf: await task.promise, close };
  } catch (error) {
    close();
    throw error;
  }
}
