import type { BlockKind, Location, Span } from '@carrel/core';

/** The smallest piece that chunks are made of: a sentence, a table row, a line of code, a heading. */
export interface Segment {
  readonly span: Span;
  readonly kind: BlockKind;
  /** Position of the block that it belongs to. */
  readonly block: number;
  readonly headings: readonly string[];
  readonly page: number | null;
  readonly location: Location | null;
  /** It goes on with the sentence, row or line of the segment before, which was too long for one segment. */
  readonly isContinuation: boolean;
}
