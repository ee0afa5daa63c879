import type { AuditEventId } from '@carrel/core';

/**
 * Tells the sequencer that committed events wait. A hint, not a fact: whoever needs the fact reads SQL afterwards.
 */
export interface SequencerHint {
  /**
   * Resolves when the sequencer says that all of them are numbered, or that it could not do so in time; rejects when it
   * cannot be reached. Either way the caller looks at SQL.
   */
  sequence(ids: readonly AuditEventId[], options: { readonly timeoutMs: number; readonly signal: AbortSignal }): Promise<void>;
}
