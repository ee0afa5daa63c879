import type { VersionId } from '../ids.ts';

/**
 * Brings versions with work to do to workers quickly. A hint, never the truth: a worker claims a version by lease in SQL,
 * and a lost, late or doubled hint only costs time. Payloads are ids; a queue is readable by whoever runs it.
 */
export interface IngestQueue {
  /** Called after the commit that made the version claimable. Never throws for an unreachable queue: the sweeper covers it. */
  announce(versionIds: readonly VersionId[]): Promise<void>;
  /** Waits for versions that may be claimable, oldest first. Ends when the signal aborts. */
  take(options: { readonly maxVersions: number; readonly signal: AbortSignal }): Promise<readonly VersionId[]>;
  close(): Promise<void>;
}
