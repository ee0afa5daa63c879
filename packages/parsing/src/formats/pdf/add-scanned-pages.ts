import type { ParsedDocument } from '@carrel/core';
import { ocrWarnings } from '../../ocr/ocr-warnings.ts';
import type { Ocr } from '../../ocr/ocr.ts';
import { isBetter } from './pages-to-scan.ts';
import type { PdfPages, PdfPageText } from './read-pages.ts';

/** Of the reader of text: pages that have none, or none that means anything. */
const withoutText = new Set(['PAGE_WITHOUT_TEXT', 'PAGE_GARBLED']);

/**
 * Reads by OCR what the text layer does not say: pages without text that have ink on them, pages whose text is garbled, and
 * pages of a few words beside a picture. It is decided page by page; what OCR reads worse than the text layer is dropped.
 */
export async function addScannedPages(bytes: Uint8Array, found: PdfPages, ocr: Ocr): Promise<PdfPages> {
  const layers = new Map(found.texts.map((text) => [text.page, text]));
  const candidates = found.sizes
    .map(({ page }) => page)
    .filter((page) => (found.painted.get(page) ?? 'nothing') !== 'nothing')
    .filter((page) => !layers.has(page) || found.painted.get(page) === 'pictures')
    .filter((page) => !found.warnings.some((warning) => warning.page === page && warning.code === 'PAGE_UNREADABLE'));
  if (!ocr.isOn || candidates.length === 0) return found;
  const { readScannedPages } = await import('./read-scanned-pages.ts');
  const garbled = new Set(found.warnings.filter(({ code }) => code === 'PAGE_GARBLED').map(({ page }) => page));
  const read = [...(await readScannedPages(bytes, candidates, ocr))].filter(([page, scanned]) =>
    isBetter(scanned, layers.get(page)?.directions, garbled.has(page)),
  );
  const confidences = new Map(read.map(([page, { confidence }]) => [page, confidence]));
  const texts = new Map<number, PdfPageText>([
    ...layers,
    ...read.map(([page, { fragments }]) => [page, { page, directions: [fragments] }] as const),
  ]);
  const kept = found.warnings.filter(({ code, page }) => page === undefined || !confidences.has(page) || !withoutText.has(code));
  return {
    texts: [...texts.values()].toSorted((a, b) => a.page - b.page),
    sizes: found.sizes.map((size) => ({ ...size, ...ocrConfidence(confidences.get(size.page)) })),
    painted: found.painted,
    apart: found.apart,
    warnings: [...kept, ...[...confidences].flatMap(([page, confidence]) => ocrWarnings(page, confidence))],
  };
}

function ocrConfidence(confidence: number | undefined): Pick<ParsedDocument['pages'][number], 'ocrConfidence'> {
  return confidence === undefined ? {} : { ocrConfidence: confidence };
}
