import type { PDFDocumentProxy } from 'pdfjs-dist';
import { useEffect, useRef, useState } from 'react';
import { useFormat, useMessages } from '../messages/language.tsx';
import type { ChunkBox } from './chunk-boxes.ts';
import { drawPage } from './draw-page.ts';
import type { LineBox } from './line-boxes.ts';
import type { PageSize } from './page-layout.ts';

interface PdfPageProps {
  readonly pdf: PDFDocumentProxy;
  readonly page: number;
  readonly size: PageSize;
  /** CSS pixels for a point. */
  readonly scale: number;
  readonly boxes: readonly LineBox[];
  readonly chunkBoxes: readonly ChunkBox[];
}

/** One page: the drawing, the marked lines, and an invisible layer of text that can be selected and read aloud. */
export function PdfPage({ pdf, page, size, scale, boxes, chunkBoxes }: PdfPageProps) {
  const messages = useMessages();
  const format = useFormat();
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const textRef = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<'drawing' | 'drawn' | 'failed'>('drawing');

  useEffect(() => {
    const canvas = canvasRef.current;
    const textLayer = textRef.current;
    if (!canvas || !textLayer) return undefined;
    const controller = new AbortController();
    drawPage({ pdf, page, scale, canvas, textLayer, signal: controller.signal }).then(
      () => setState('drawn'),
      () => {
        if (!controller.signal.aborted) setState('failed');
      },
    );
    return () => controller.abort();
  }, [pdf, page, scale]);

  return (
    <section
      className="pdf-page"
      aria-label={messages.places.page(format.number(page))}
      aria-busy={state === 'drawing'}
      style={{ width: size.width * scale, height: size.height * scale }}
    >
      <canvas ref={canvasRef} aria-hidden />
      {boxes.map((box) => (
        <div
          key={`${box.x} ${box.y} ${box.isCurrent}`}
          className="pdf-mark"
          data-current={box.isCurrent}
          style={{ left: box.x * scale - 1, top: box.y * scale - 1, width: box.width * scale + 2, height: box.height * scale + 2 }}
        />
      ))}
      {chunkBoxes.map((box) => (
        <div
          key={`${box.number} ${box.x} ${box.y}`}
          className="pdf-chunk"
          data-chunk={box.number}
          style={{ left: box.x * scale - 3, top: box.y * scale - 1, width: box.width * scale + 6, height: box.height * scale + 2 }}
        >
          {box.isFirst && <span aria-hidden>{format.number(box.number)}</span>}
        </div>
      ))}
      <div ref={textRef} className="pdf-text" />
      {state === 'failed' && (
        <p className="absolute inset-0 flex items-center justify-center p-8 text-center text-ui">
          {messages.reader.pageFailed(format.number(page))}
        </p>
      )}
    </section>
  );
}
