import type { KeptApart, PageSize, ParsedDocument } from '@carrel/core';
import { dropDuplicates } from './drop-duplicates.ts';
import { formFragments, type Fragment } from './form-fragments.ts';
import { isGarbled } from './is-garbled.ts';
import { saysLittle } from './pages-to-scan.ts';
import type { PdfDocument, PdfPage } from './pdfjs.ts';
import { readRuns } from './read-runs.ts';
import { readSeenText } from './read-seen-text.ts';
import type { TextRun } from './text-run.ts';
import { type Painted, whatIsPainted } from './what-is-painted.ts';
import { ReadFailure } from '../../read-failure.ts';

export interface PdfPageText {
  readonly page: number;
  /** One list for each direction of reading, the one of most letters first. */
  readonly directions: readonly (readonly Fragment[])[];
}

export interface PdfPages {
  readonly texts: readonly PdfPageText[];
  readonly sizes: readonly PageSize[];
  /** Of pages whose text layer says little: what is drawn there. */
  readonly painted: ReadonlyMap<number, Painted>;
  readonly warnings: ParsedDocument['warnings'];
  readonly apart: readonly KeptApart[];
}

/** Files with more pages are refused, not cut (trust.md §4.1). */
const maxPages = 5000;

/**
 * Reads every page. A page that cannot be read, or whose text is garbled, is left out with a warning; text that nobody sees
 * is kept apart.
 * @param withPictures opens the same file once more with its pictures; called only when a page needs them.
 * @throws CORRUPT_FILE when no page can be read, PARSER_OUTPUT beyond the limit of pages.
 */
export async function readPages(document: PdfDocument, withPictures: () => Promise<PdfDocument>): Promise<PdfPages> {
  if (document.numPages > maxPages)
    throw new ReadFailure('PARSER_OUTPUT', { message: `Expected at most ${maxPages} pages, found ${document.numPages}.` });
  const texts: PdfPageText[] = [];
  const sizes: PageSize[] = [];
  const warnings: { readonly code: string; readonly page: number }[] = [];
  const painted = new Map<number, Painted>();
  const apart: KeptApart[] = [];
  let failure: unknown;
  for (let page = 1; page <= document.numPages; page += 1) {
    const outcome = await readPage(document, page, withPictures).catch((error: unknown) => ({ kind: 'failed', error }) as const);
    // Its size is unknown, but other pages keep their numbers.
    sizes.push(outcome.kind === 'read' ? outcome.size : { page, width: sizes.at(-1)?.width ?? 612, height: sizes.at(-1)?.height ?? 792 });
    warnings.push(...warningsOf(outcome).map((code) => ({ code, page })));
    if (outcome.kind === 'failed') {
      failure = outcome.error;
      continue;
    }
    apart.push(...outcome.apart);
    if (outcome.painted !== null) painted.set(page, outcome.painted);
    if (problemOf(outcome.directions) === null) texts.push({ page, directions: outcome.directions });
  }
  const unreadable = warnings.filter((warning) => warning.code === 'PAGE_UNREADABLE').length;
  if (unreadable === document.numPages)
    throw new ReadFailure('CORRUPT_FILE', { message: 'No page of the file can be read.', cause: failure });
  return { texts, sizes, painted, warnings, apart };
}

function warningsOf(outcome: ReadPage | { readonly kind: 'failed' }): string[] {
  if (outcome.kind === 'failed') return ['PAGE_UNREADABLE'];
  const problem = problemOf(outcome.directions);
  return [...(outcome.isUnpaintedLayer ? ['INVISIBLE_TEXT_LAYER'] : []), ...(problem === null ? [] : [problem])];
}

/** Why the text layer of a page is of no use. */
function problemOf(directions: readonly (readonly Fragment[])[]): 'PAGE_WITHOUT_TEXT' | 'PAGE_GARBLED' | null {
  const fragments = directions.flat();
  if (fragments.length === 0) return 'PAGE_WITHOUT_TEXT';
  return isGarbled(fragments.map((fragment) => fragment.text).join(' ')) ? 'PAGE_GARBLED' : null;
}

interface ReadPage {
  readonly kind: 'read';
  readonly size: PageSize;
  readonly directions: Fragment[][];
  readonly painted: Painted | null;
  readonly apart: readonly KeptApart[];
  readonly isUnpaintedLayer: boolean;
}

async function readPage(document: PdfDocument, page: number, openWithPictures: () => Promise<PdfDocument>): Promise<ReadPage> {
  const pdfPage = await document.getPage(page);
  const pictured: PdfPage[] = [];
  const withPictures = async () => {
    const [open] = pictured;
    if (open !== undefined) return open;
    const opened = await (await openWithPictures()).getPage(page);
    pictured.push(opened);
    return opened;
  };
  try {
    const viewport = pdfPage.getViewport({ scale: 1 });
    const { content, unseen, isUnpaintedLayer } = await readSeenText(pdfPage, { number: page, viewport, withPictures });
    const { runs, apart } = readRuns(content, viewport, page);
    const directions = byDirection(dropDuplicates(runs)).map(formFragments);
    const size = { page, width: round(viewport.width), height: round(viewport.height) };
    const isLookedAt = saysLittle(directions) || problemOf(directions) !== null;
    const painted = isLookedAt ? await whatIsPainted(await withPictures()) : null;
    return { kind: 'read', size, directions, painted, apart: [...unseen, ...apart], isUnpaintedLayer };
  } finally {
    pdfPage.cleanup();
    for (const opened of pictured) opened.cleanup();
  }
}

/** Text that runs in another direction (margins, stamps, tables turned on their side) is read on its own, after the rest. */
function byDirection(runs: readonly TextRun[]): TextRun[][] {
  const groups = new Map<number, { readonly runs: TextRun[]; letters: number }>();
  for (const run of runs) {
    // Scans are a degree or two off.
    const angle = (Math.round(run.angle / 5) * 5) % 360;
    const group = groups.get(angle) ?? { runs: [], letters: 0 };
    group.runs.push(run);
    group.letters += run.text.length;
    groups.set(angle, group);
  }
  return [...groups.values()].toSorted((a, b) => b.letters - a.letters).map((group) => group.runs);
}

/** Hundredths of a point: finer than any screen, and short in JSON. */
export function round(points: number): number {
  return Math.round(points * 100) / 100;
}
