import { createContext } from 'react';
import type { DocumentText } from '@carrel/contract';

/** Where a passage begins in the text of its document. */
export interface ChunkEdge {
  readonly at: number;
  /** From 1, in the order of the document. */
  readonly number: number;
}

/** The edges that are drawn into the text; none while nobody asked for them. */
export const ChunkEdges = createContext<readonly ChunkEdge[]>([]);

export function edgesOf(chunks: DocumentText['chunks']): readonly ChunkEdge[] {
  return chunks
    .map(({ start }) => start)
    .toSorted((a, b) => a - b)
    .map((at, index) => ({ at, number: index + 1 }));
}

/** The edges within a stretch of text; one at its end belongs to what comes next. */
export function edgesWithin(edges: readonly ChunkEdge[], range: { readonly start: number; readonly end: number }): readonly ChunkEdge[] {
  return edges.filter(({ at }) => at >= range.start && at < range.end);
}
