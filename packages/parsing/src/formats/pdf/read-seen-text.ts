import type { KeptApart } from '@carrel/core';
import { readGlyphs, type PageGlyphs, type UnseenKind } from './glyph-visibility.ts';
import type { PdfPage, PdfTextContent, PdfViewport } from './pdfjs.ts';
import type { Box } from './text-run.ts';
import { takeUnseenItems } from './take-unseen-items.ts';

export interface SeenText {
  readonly content: PdfTextContent;
  readonly unseen: readonly KeptApart[];
  /** Most of the page's text is painted unseen, and is taken for what a scanner's recogniser laid over the page. */
  readonly isUnpaintedLayer: boolean;
}

/** A page of which pictures cover this share is a scan; the text over it is the recogniser's. */
const scanShare = 0.4;
/** A layer with more of the page's letters than are painted is the page's text, whatever shows the page itself. */
const layerShare = 0.5;

/**
 * The text of a page that its reader sees, and what is painted so that nobody does. Text that is not painted at all is the
 * usual form of a text layer over a scan, and is read there.
 *
 * @param withPictures the same page, from a document that was opened with its pictures; asked for only when it matters.
 */
export async function readSeenText(
  page: PdfPage,
  place: { readonly number: number; readonly viewport: PdfViewport; readonly withPictures: () => Promise<PdfPage> },
): Promise<SeenText> {
  const content = await page.getTextContent();
  // A page whose operators cannot be read is judged by its text alone.
  const operators = await page.getOperatorList().catch(() => null);
  if (operators === null) return { content, unseen: [], isUnpaintedLayer: false };
  const view = boxOf(page.view);
  let glyphs = readGlyphs(operators, view);
  if (glyphs.unseen.size > 0) glyphs = readGlyphs(await (await place.withPictures()).getOperatorList().catch(() => operators), view);
  const offPage: KeptApart[] = glyphs.offPage === '' ? [] : [{ kind: 'off-page', text: glyphs.offPage, page: place.number }];
  const isLayer = isTextLayer(glyphs, place.viewport);
  const hidden = isLayer ? without(glyphs, 'invisible') : glyphs;
  if (hidden.unseen.size === 0) return { content, unseen: offPage, isUnpaintedLayer: isLayer };
  const taken = takeUnseenItems(content, hidden);
  const unseen = taken.unseen.map((one) => ({ ...one, page: place.number }));
  return { content: taken.content, unseen: [...unseen, ...offPage], isUnpaintedLayer: isLayer };
}

function boxOf([x0 = 0, y0 = 0, x1 = 0, y1 = 0]: readonly number[]): Box {
  return { x0, y0, x1, y1 };
}

function isTextLayer({ letters, unseen, pictureArea }: PageGlyphs, { width, height }: PdfViewport): boolean {
  const invisible = [...unseen.values()].filter((kind) => kind === 'invisible').length;
  if (invisible === 0) return false;
  return pictureArea >= scanShare * width * height || invisible >= layerShare * letters.length;
}

function without(glyphs: PageGlyphs, kind: UnseenKind): PageGlyphs {
  return { ...glyphs, unseen: new Map([...glyphs.unseen].filter(([, other]) => other !== kind)) };
}
