import type { ErrorCode } from '../../errors/error-catalogue.ts';
import type { IndexRunDetail, IndexRunKind, IndexRunState } from '../../index-run.ts';

export interface IndexRun {
  readonly id: number;
  readonly kind: IndexRunKind;
  readonly state: IndexRunState;
  /** Which index. */
  readonly indexId: string;
  /** False: a comparison that only reports. */
  readonly isRepairing: boolean;
  /** When somebody asked for it, UTC ISO 8601; null: it came by itself. */
  readonly requestedAt: string | null;
  readonly beganAt: string | null;
  readonly endedAt: string | null;
  readonly reasonCode: ErrorCode | null;
  readonly detail: IndexRunDetail;
}

/** A kind of run whose last runs all failed. */
export interface IndexAlarm {
  readonly kind: IndexRunKind;
  readonly failures: number;
  readonly reasonCode: ErrorCode;
  /** When the last of them ended. */
  readonly at: string;
}

/** What was done to keep the index well, and what there is to do. */
export interface IndexCareRepository {
  /** Somebody asks for a comparison; the writer of the index carries it out. */
  requestRun(request: { readonly isRepairing: boolean; readonly at: string }): Promise<number>;
  /** The oldest request that nobody has begun. */
  findRequest(): Promise<IndexRun | null>;
  /** Begins a run; with `requestId` the one that was asked for. */
  beginRun(run: {
    readonly kind: IndexRunKind;
    readonly indexId: string;
    readonly at: string;
    readonly isRepairing?: boolean;
    readonly requestId?: number;
  }): Promise<number>;
  endRun(
    id: number,
    end: {
      readonly state: 'succeeded' | 'failed' | 'skipped' | 'interrupted';
      readonly at: string;
      readonly reasonCode: ErrorCode | null;
      readonly detail: IndexRunDetail;
    },
  ): Promise<void>;
  /** For the next writer: runs whose process is gone. */
  closeInterruptedRuns(at: string): Promise<void>;
  findRun(id: number): Promise<IndexRun | null>;
  /** Newest first. */
  listRuns(options: { readonly limit: number; readonly kind?: IndexRunKind }): Promise<readonly IndexRun[]>;
  /** Kinds whose last `failures` runs failed, every one of them. */
  listAlarms(failures: number): Promise<readonly IndexAlarm[]>;
  /** Generations that were served and are not any more, or never will be, whose rows are still in the index. */
  listStaleGenerations(limit: number): Promise<readonly number[]>;
  forgetStaleGenerations(generations: readonly number[]): Promise<void>;
}
