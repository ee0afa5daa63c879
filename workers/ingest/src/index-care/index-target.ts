import type { ChunkIndexWriter, EmbeddingIndexState } from '@carrel/core';
import type { EmbeddingInUse } from '@carrel/ingestion';
import type { BatchingAppender } from '../index-appender.ts';

/** An index that this process writes, open for its model. */
export interface IndexTarget {
  /** Names it in records. */
  readonly indexId: string;
  readonly state: () => EmbeddingIndexState;
  readonly writer: ChunkIndexWriter;
  readonly appender: BatchingAppender;
  /** Null: by text alone, or its model is not there any more; rows are written without vectors then. */
  readonly embedding: EmbeddingInUse;
  /** One comparison with SQL after the other: two that repair would write the same rows twice. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result>;
}

export function createTurns(): IndexTarget['inTurn'] {
  let tail: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = tail.then(work);
    tail = result.catch(() => undefined);
    return result;
  };
}
