import type { ErrorCode } from '../../errors/error-catalogue.ts';
import type { VersionId } from '../../ids.ts';
import type { SearchLanguage } from '../../language-text.ts';

/** A worker asks whoever writes the index for the rows of a version, whose chunks and vectors are in SQL. */
export interface IndexRequest {
  readonly versionId: VersionId;
  /** The tag of the rows: that of the attempt that asks. */
  readonly generation: number;
  readonly language: SearchLanguage | null;
}

/** `written`: the rows are on the disk. A code: they could not be written. Null: nobody has been at it. */
export type IndexRequestOutcome = 'written' | ErrorCode | null;

export interface StoredIndexRequest extends IndexRequest {
  readonly outcome: IndexRequestOutcome;
}

/**
 * How many workers share one writer of the index: requests in SQL, one a version at most, there for as long as an attempt
 * waits for its rows.
 */
export interface IndexRequestRepository {
  /** Replaces what an earlier attempt of the version asked for. */
  put(request: IndexRequest): Promise<void>;
  /** All that are open or answered; few: no more than versions are worked on at once. */
  list(): Promise<readonly StoredIndexRequest[]>;
  /** False when the request is there no more, or another attempt's. */
  answer(request: Pick<IndexRequest, 'versionId' | 'generation'>, outcome: NonNullable<IndexRequestOutcome>): Promise<boolean>;
  /** Takes the answer `written`, once; false when it is not there. Called in the transaction that publishes. */
  redeem(request: Pick<IndexRequest, 'versionId' | 'generation'>): Promise<boolean>;
  withdraw(request: Pick<IndexRequest, 'versionId' | 'generation'>): Promise<void>;
  /** Removes requests whose version nobody works on any more. */
  removeAbandoned(nowMs: number): Promise<number>;
}
