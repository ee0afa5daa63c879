import type { Chunk, Location, ParsedDocument, Span, VersionId } from '@carrel/core';
import { chunkIdOf, textSha256Of } from './chunk-id.ts';

export interface ChunkPlace {
  readonly span: Span;
  readonly headings: readonly string[];
  readonly page: number | null;
  readonly location?: Location;
  readonly context: string;
}

export function makeChunk(
  document: ParsedDocument,
  versionId: VersionId,
  { place, ordinal }: { readonly place: ChunkPlace; readonly ordinal: number },
): Chunk {
  const text = document.text.slice(place.span.start, place.span.end);
  return { id: chunkIdOf(versionId, ordinal), ordinal, text, textSha256: textSha256Of(text), ...place };
}

/** The page on which the text at a position stands: that of its line where lines are known, since blocks go across pages. */
export function pageAt({ lines }: ParsedDocument, position: number): number | null {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((lines[middle]?.span.end ?? 0) > position) high = middle;
    else low = middle + 1;
  }
  return lines[low]?.page ?? null;
}
