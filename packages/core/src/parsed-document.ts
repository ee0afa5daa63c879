import type { KeptApart } from './kept-apart.ts';
import type { Location } from './location.ts';
import type { Span } from './span.ts';
import type { Validity } from './validity.ts';

export const blockKinds = ['heading', 'paragraph', 'list-item', 'table-row', 'code', 'quote'] as const;
export type BlockKind = (typeof blockKinds)[number];

/**
 * A piece of the text with one role. Blocks are ordered and do not overlap; between them lies only white space.
 * Invariant: `text.slice(span.start, span.end)` is exactly the block's text.
 */
export interface Block {
  readonly kind: BlockKind;
  readonly span: Span;
  /** Headings above the block, outermost first; a heading block's own text is not in its own path. */
  readonly headings: readonly string[];
  /** 1…6 for headings; nesting depth from 1 for list items. */
  readonly level?: number;
  /** 1-based; only in formats that have pages. */
  readonly page?: number;
  /** Only in formats that have slides or rows. */
  readonly location?: Location;
}

/** Where a line of text stands on its page. Points (1/72 inch), origin at the top left of the page as it is shown. */
export interface LineBox {
  readonly page: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly span: Span;
}

export interface PageSize {
  readonly page: number;
  /** Points, after the page's own rotation. */
  readonly width: number;
  readonly height: number;
  /** Of pages that were read by OCR: the recogniser's belief in its words, 0…100. */
  readonly ocrConfidence?: number;
}

/** What a parser makes of a file. `text` is the text that all spans of the version refer to. */
export interface ParsedDocument {
  readonly title: string | null;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** BCP 47 primary subtag where it could be told (`en`, `de`), else null. */
  readonly language: string | null;
  readonly pages: readonly PageSize[];
  /** Only for formats with geometry; empty otherwise. Ordered by span. */
  readonly lines: readonly LineBox[];
  /** Things a curator should know: a stable code, where, and of how many things. Never document text. */
  readonly warnings: readonly { readonly code: string; readonly page?: number; readonly count?: number }[];
  /** What the file holds and its reader does not see, in the order of the document; absent when there is nothing. */
  readonly keptApart?: readonly KeptApart[];
  /** What the file says of the time for which it holds; absent when it says nothing. */
  readonly validity?: Validity;
  readonly parser: { readonly name: string; readonly version: string };
}
