import type { ChunkIndexWriter } from '@carrel/core';
import type { EmbeddingInUse } from '@carrel/ingestion';
import type { BatchingAppender } from '../index-appender.ts';

/** An index that this process writes, open for its model. */
export interface IndexTarget {
  /** Names it in records. */
  readonly indexId: string;
  readonly writer: ChunkIndexWriter;
  readonly appender: BatchingAppender;
  readonly embedding: EmbeddingInUse;
}
