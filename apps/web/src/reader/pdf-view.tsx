import type { DocumentText } from '@carrel/contract';
import type { PDFDocumentProxy } from 'pdfjs-dist';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useElementWidth } from '../lib/use-element-width.ts';
import { boxesOfChunks } from './chunk-boxes.ts';
import { boxesOfMarks, placeOfMark } from './line-boxes.ts';
import type { Mark } from './marked-pieces.ts';
import { createMeasureText } from './measure-text.ts';
import { nextZoom, pageGapPx, scaleOf } from './page-layout.ts';
import { PagePill } from './page-pill.tsx';
import { PdfPage } from './pdf-page.tsx';
import { usePageSizes } from './use-page-sizes.ts';

/** Where in the pane the eye reads: marked lines are scrolled to this height, and its page is the page in sight. */
const readingShare = 0.3;

interface PdfViewProps {
  readonly pdf: PDFDocumentProxy;
  readonly document: DocumentText;
  readonly marks: readonly Mark[];
  readonly areChunksShown: boolean;
}

/** The pages of a PDF, only those in sight drawn, with boxes over the marked lines. */
export function PdfView({ pdf, document, marks, areChunksShown }: PdfViewProps) {
  const paneRef = useRef<HTMLDivElement>(null);
  const paneWidthPx = useElementWidth(paneRef);
  const [zoom, setZoom] = useState(1);
  const sizes = usePageSizes(pdf, document.pages);
  const scale = scaleOf(sizes, paneWidthPx, zoom);
  const boxes = useMemo(() => boxesOfMarks(document, marks, createMeasureText()), [document, marks]);
  const chunkBoxes = useMemo(() => (areChunksShown ? boxesOfChunks(document) : []), [areChunksShown, document]);
  const target = useMemo(() => placeOfMark(document, boxes, marks), [document, boxes, marks]);
  const heightOf = (index: number) => (sizes[index]?.height ?? 0) * scale;

  const virtualizer = useVirtualizer({
    count: sizes.length,
    getScrollElement: () => paneRef.current,
    estimateSize: heightOf,
    gap: pageGapPx,
    paddingStart: pageGapPx,
    paddingEnd: pageGapPx,
    overscan: 1,
    enabled: paneWidthPx > 0,
  });

  // Sizes follow from the scale; where one was is kept in view by its share of the whole height.
  const lastScale = useRef(scale);
  useEffect(() => {
    const pane = paneRef.current;
    const top = pane?.scrollTop ?? 0;
    const ratio = lastScale.current > 0 ? scale / lastScale.current : 1;
    lastScale.current = scale;
    virtualizer.measure();
    if (ratio !== 1) pane?.scrollTo({ top: top * ratio });
  }, [scale, sizes, virtualizer]);

  const hasWidth = paneWidthPx > 0;
  useEffect(() => {
    if (!target || !hasWidth) return;
    const pageTop = pageGapPx + sizes.slice(0, target.page - 1).reduce((sum, size) => sum + size.height * lastScale.current + pageGapPx, 0);
    const viewHeight = paneRef.current?.clientHeight ?? 0;
    paneRef.current?.scrollTo({ top: Math.max(0, pageTop + target.y * lastScale.current - viewHeight * readingShare) });
    // A new zoom is not a new target.
  }, [target?.page, target?.y, hasWidth, sizes]);

  const items = virtualizer.getVirtualItems();
  const readingLine = (virtualizer.scrollOffset ?? 0) + (paneRef.current?.clientHeight ?? 0) * readingShare;
  const pageInView = (items.find((item) => item.end >= readingLine)?.index ?? 0) + 1;

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      {/* Focusable, so that the pages can be scrolled with the keyboard. */}
      <div ref={paneRef} tabIndex={0} className="relative min-h-0 flex-1 overflow-auto bg-desk outline-offset-[-2px]" data-pdf-pages>
        <div
          className="relative"
          style={{ height: virtualizer.getTotalSize(), minWidth: Math.max(0, ...sizes.map((size) => size.width * scale)) + 2 * pageGapPx }}
        >
          {items.map((item) => (
            <div key={item.key} className="absolute inset-x-0 top-0" style={{ transform: `translateY(${item.start}px)` }}>
              <PdfPage
                pdf={pdf}
                page={item.index + 1}
                size={sizes[item.index] ?? { width: 1, height: 1 }}
                scale={scale}
                boxes={boxes.filter((box) => box.page === item.index + 1)}
                chunkBoxes={chunkBoxes.filter((box) => box.page === item.index + 1)}
              />
            </div>
          ))}
        </div>
      </div>
      <PagePill
        page={pageInView}
        pageCount={sizes.length}
        zoom={zoom}
        onZoom={(step) => setZoom(nextZoom(zoom, step))}
        onFit={() => setZoom(1)}
      />
    </div>
  );
}
