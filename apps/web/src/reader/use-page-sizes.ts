import type { DocumentText } from '@carrel/contract';
import type { PDFDocumentProxy } from 'pdfjs-dist';
import { useEffect, useState } from 'react';
import type { PageSize } from './page-layout.ts';

/** A4, until the first page is known. */
const usualSize: PageSize = { width: 595, height: 842 };

/** Sizes of all pages as they are shown: those that the parser recorded, else that of the first page. */
export function usePageSizes(pdf: PDFDocumentProxy, recorded: DocumentText['pages']): readonly PageSize[] {
  const [sizes, setSizes] = useState(() => sizesOf(pdf.numPages, recorded, usualSize));
  useEffect(() => {
    let isCurrent = true;
    if (recorded.length >= pdf.numPages) {
      setSizes(sizesOf(pdf.numPages, recorded, usualSize));
      return undefined;
    }
    pdf.getPage(1).then(
      (page) => {
        const { width, height } = page.getViewport({ scale: 1 });
        if (isCurrent) setSizes(sizesOf(pdf.numPages, recorded, { width, height }));
      },
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [pdf, recorded]);
  return sizes;
}

function sizesOf(pageCount: number, recorded: DocumentText['pages'], fallback: PageSize): readonly PageSize[] {
  const byPage = new Map(recorded.map((page) => [page.page, page]));
  return Array.from({ length: pageCount }, (_, index) => {
    const page = byPage.get(index + 1);
    return page && page.width > 0 && page.height > 0 ? { width: page.width, height: page.height } : fallback;
  });
}
