import { setTimeout as delay } from 'node:timers/promises';
import type { AuditEventId, Clock, RecordStore } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import type { AuditReceipt } from './audit-receipt.ts';
import type { SequencerHint } from './sequencer-port.ts';

export interface ConfirmDependencies {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly sequencer: SequencerHint;
}

/** Polls of SQL while the sequencer has not answered: the first soon, the later ones further apart. */
const firstPollMs = 10;
const longestPollMs = 100;

/**
 * Waits until a committed event is durable and numbered, and gives its place in the log.
 *
 * The sequencer is asked to hurry, and SQL is what is believed: an entry counts when it can be read from there.
 * @throws AUDIT_UNAVAILABLE when there is none after `timeoutMs`; the signal's reason when it is aborted.
 */
export async function confirmEvent(
  deps: ConfirmDependencies,
  eventId: AuditEventId,
  options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<AuditReceipt> {
  const { timeoutMs } = options;
  const endMs = deps.clock.monotonicMs() + timeoutMs;
  const stop = new AbortController();
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, options.signal]);
  let hint: Promise<void> | null = null;
  let lastError: unknown;
  hint = deps.sequencer.sequence([eventId], { timeoutMs, signal }).catch((error: unknown) => {
    lastError = error;
  });
  try {
    for (let pollMs = firstPollMs; ; pollMs = Math.min(pollMs * 2, longestPollMs)) {
      const remainingMs = endMs - deps.clock.monotonicMs();
      const pause = pauseFor(Math.max(0, Math.min(pollMs, remainingMs)), signal);
      if (hint === null) await pause;
      else if ((await Promise.race([hint.then(() => 'hinted'), pause])) === 'hinted') hint = null;
      options.signal?.throwIfAborted();
      try {
        const place = await deps.store.read.audit.findSequence(eventId);
        if (place !== null) return { eventId, ...place };
      } catch (error) {
        lastError = error;
      }
      if (remainingMs <= 0) throw unavailable(eventId, timeoutMs, lastError);
    }
  } finally {
    stop.abort();
  }
}

/** Ends early, and without an error, when the signal is aborted. */
async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

function unavailable(eventId: AuditEventId, timeoutMs: number, cause: unknown): CarrelError {
  return new CarrelError('AUDIT_UNAVAILABLE', {
    message: `The audit event ${eventId} was not numbered within ${timeoutMs} ms.`,
    cause,
    details: { eventId, timeoutMs },
  });
}
