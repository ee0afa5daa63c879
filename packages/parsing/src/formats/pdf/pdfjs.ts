import { createRequire } from 'node:module';
import { ReadFailure } from '../../read-failure.ts';

/** What is used of pdf.js, the library inside pdf-parse. */
export interface PdfDocument {
  readonly numPages: number;
  getPage(pageNumber: number): Promise<PdfPage>;
  getMetadata(): Promise<{ readonly info: Readonly<Record<string, unknown>> }>;
  getOutline(): Promise<readonly PdfOutlineItem[] | null>;
  /** Null: everything is permitted. */
  getPermissions(): Promise<readonly number[] | null>;
}

export interface PdfPage {
  /** What is shown of the page: two corners, in its own space. */
  readonly view: readonly number[];
  getViewport(options: { readonly scale: number }): PdfViewport;
  getTextContent(): Promise<PdfTextContent>;
  getOperatorList(): Promise<PdfOperatorList>;
  cleanup(): void;
}

/** What a page paints: operators (`operators.ts`) and their values. */
export interface PdfOperatorList {
  readonly fnArray: readonly number[];
  readonly argsArray: readonly (readonly unknown[] | null)[];
}

export interface PdfViewport {
  readonly width: number;
  readonly height: number;
  /** Points a unit of the page; 1 for nearly all pages. */
  readonly scale: number;
  /** From page space to points with the origin at the top left, after rotation. */
  readonly transform: readonly number[];
}

export interface PdfTextContent {
  readonly items: readonly (PdfTextItem | { readonly type: string })[];
  readonly styles: Readonly<Record<string, PdfTextStyle>>;
}

/** @see https://github.com/mozilla/pdf.js/blob/v5.4.296/src/display/api.js (TextItem) */
export interface PdfTextItem {
  readonly str: string;
  readonly dir: string;
  readonly transform: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly fontName: string;
}

export interface PdfTextStyle {
  readonly ascent: number | null;
  readonly descent: number | null;
  readonly vertical: boolean;
  readonly fontFamily: string;
}

export interface PdfOutlineItem {
  readonly title: string;
  readonly items: readonly PdfOutlineItem[];
}

interface Pdfjs {
  getDocument(parameters: Readonly<Record<string, unknown>>): { readonly promise: Promise<PdfDocument> };
}

/** trust.md §4.1. */
const maxImagePixels = 50_000_000;

/** A picture of a single pixel is decoded in no time. */
const noPicturePixels = 1;

/**
 * All that can be switched off is: scripts, forms in XML, fonts of the system, WebAssembly.
 * @param hasPictures whether pictures are decoded when a page's operators are read: many times the work of its text.
 */
export function pdfOptions(bytes: Uint8Array, hasPictures = true): Readonly<Record<string, unknown>> {
  const dataFolder = fromPdfParse()
    .resolve('pdfjs-dist/package.json')
    .replace(/package\.json$/u, '');
  return {
    // pdf.js takes the bytes over, so it gets its own.
    data: new Uint8Array(bytes),
    verbosity: 0,
    isEvalSupported: false,
    enableXfa: false,
    disableFontFace: true,
    useSystemFonts: false,
    useWasm: false,
    stopAtErrors: false,
    maxImageSize: hasPictures ? maxImagePixels : noPicturePixels,
    cMapUrl: `${dataFolder}cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${dataFolder}standard_fonts/`,
  };
}

/** Finds packages as pdf-parse does: pdf.js is its dependency. */
export function fromPdfParse(): NodeJS.Require {
  return createRequire(createRequire(import.meta.url).resolve('pdf-parse'));
}

/**
 * Opens a PDF file.
 * @throws ENCRYPTED when it needs a password, CORRUPT_FILE when it is none.
 */
export async function openPdf(bytes: Uint8Array, { hasPictures }: { readonly hasPictures: boolean }): Promise<PdfDocument> {
  const library = await loadPdfjs();
  try {
    return await library.getDocument(pdfOptions(bytes, hasPictures)).promise;
  } catch (error) {
    const isEncrypted = error instanceof Error && error.name === 'PasswordException';
    throw new ReadFailure(isEncrypted ? 'ENCRYPTED' : 'CORRUPT_FILE', { message: 'pdf.js cannot open the file.', cause: error });
  }
}

/**
 * pdf.js as pdf-parse brings it. Its own `getText` gives no positions; `setWorker` is its public way to hand out the
 * library. Drawing needs DOMMatrix, which comes with a native canvas (`readScannedPages`); text does not, but the module
 * makes one when it is loaded.
 */
async function loadPdfjs(): Promise<Pdfjs> {
  if (!('DOMMatrix' in globalThis)) Object.assign(globalThis, { DOMMatrix: class DOMMatrix {} });
  const { PDFParse } = await import('pdf-parse');
  PDFParse.setWorker();
  const library: unknown = Reflect.get(globalThis, 'pdfjs');
  if (!isPdfjs(library)) throw new TypeError('pdf-parse does not hand out pdf.js.');
  return library;
}

function isPdfjs(value: unknown): value is Pdfjs {
  return typeof value === 'object' && value !== null && 'getDocument' in value && typeof value.getDocument === 'function';
}
