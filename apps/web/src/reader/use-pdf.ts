import type { PDFDocumentProxy } from 'pdfjs-dist';
import { useEffect, useState } from 'react';
import { openPdf } from './pdf-library.ts';

export type PdfState =
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly pdf: PDFDocumentProxy }
  | { readonly kind: 'failed' };

/** Opens a PDF while the component is shown. */
export function usePdf(url: string): PdfState {
  const [state, setState] = useState<PdfState>({ kind: 'opening' });
  useEffect(() => {
    const controller = new AbortController();
    let close = () => controller.abort();
    setState({ kind: 'opening' });
    openPdf(url, controller.signal).then(
      (opened) => {
        close = opened.close;
        if (controller.signal.aborted) close();
        else setState({ kind: 'open', pdf: opened.pdf });
      },
      () => {
        if (!controller.signal.aborted) setState({ kind: 'failed' });
      },
    );
    return () => {
      controller.abort();
      close();
    };
  }, [url]);
  return state;
}
