import type { Chunk } from '../../chunk.ts';
import type { ChunkId, VersionId } from '../../ids.ts';
import type { Span } from '../../span.ts';

/** Chunks of versions. Text is kept here (not in LanceDB alone), so that the index can be thrown away. */
export interface ChunkRepository {
  /** Replaces whatever the version had: chunk ids are derived from content, so repeating a step changes nothing. */
  replaceForVersion(versionId: VersionId, chunks: readonly Chunk[]): Promise<void>;
  /** By ordinal. */
  listForVersion(versionId: VersionId): Promise<readonly Chunk[]>;
  /** The same without texts: for showing where the chunks of a long document lie. */
  listSpans(versionId: VersionId): Promise<readonly { readonly id: ChunkId; readonly span: Span }[]>;
}
