import type { Chunk } from '../../chunk.ts';
import type { VersionId } from '../../ids.ts';

/** Chunks of versions. Text is kept here (not in LanceDB alone), so that the index can be thrown away. */
export interface ChunkRepository {
  /** Replaces whatever the version had: chunk ids are derived from content, so repeating a step changes nothing. */
  replaceForVersion(versionId: VersionId, chunks: readonly Chunk[]): Promise<void>;
  /** By ordinal. */
  listForVersion(versionId: VersionId): Promise<readonly Chunk[]>;
}
