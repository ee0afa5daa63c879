import type { AuditEventId, Clock, IdSource, RecordStore, Repositories } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import { composeDraft } from '../draft/compose-draft.ts';
import { createEventClock } from '../draft/event-clock.ts';
import { createVault } from '../draft/vault.ts';
import type { AuditActor, AuditEvent } from '../events/audit-event.ts';
import { canonicalText } from '../leaf/canonical-bytes.ts';
import { referenceSchema } from '../leaf/leaf-values.ts';
import type { Keyring } from '../sealing/keyring.ts';
import type { AuditReceipt } from './audit-receipt.ts';
import { confirmEvent } from './confirm-event.ts';
import type { SequencerHint } from './sequencer-port.ts';

/**
 * The way into the log.
 *
 * `record` belongs into the transaction of the change that it tells of: both are committed, or neither. What must not be
 * shown before it is on record (the intent of an answer) is confirmed after the commit, and only then acted upon.
 */
export interface AuditTrail {
  /**
   * Writes the draft and its sealed fields through `repositories`, those of the caller's transaction.
   * @param options.eventId when the change itself names the event; else one is made. Make it inside the transaction,
   *   which may run again.
   * @throws INTERNAL when the event does not fit the schema; AUDIT_UNAVAILABLE when the audit key does not open the data keys.
   */
  record(
    repositories: Pick<Repositories, 'audit' | 'access'>,
    actor: AuditActor,
    event: AuditEvent,
    options?: { readonly eventId?: AuditEventId },
  ): Promise<AuditEventId>;
  /**
   * After the commit: waits until the event is durable and numbered.
   * @param options.timeoutMs 2000 unless told.
   * @throws AUDIT_UNAVAILABLE when it is not numbered in time: then nothing that depends on it may be shown.
   */
  confirm(eventId: AuditEventId, options?: { readonly timeoutMs?: number; readonly signal?: AbortSignal }): Promise<AuditReceipt>;
}

export interface AuditTrailDependencies {
  readonly store: RecordStore;
  /** Null in a process that records only events without sealed fields. */
  readonly keyring: Keyring | null;
  readonly clock: Clock;
  readonly ids: Pick<IdSource, 'auditEventId'>;
  readonly sequencer: SequencerHint;
}

const defaultConfirmMs = 2_000;

/** @param options.node name of this process in the log, such as `api-1`. */
export function createAuditTrail(deps: AuditTrailDependencies, options: { readonly node: string }): AuditTrail {
  const node = referenceSchema.safeParse(options.node);
  if (!node.success)
    throw new CarrelError('INVALID_CONFIGURATION', {
      message: `Expected a node name of letters, digits and _ . : -, got "${options.node}".`,
      cause: node.error,
    });
  const eventClock = createEventClock(deps.clock);
  return {
    async record(repositories, actor, event, { eventId = deps.ids.auditEventId() } = {}) {
      const stamp = eventClock.stamp();
      const { draft, sealed } = await composeDraft(
        { event, actor, eventId, stamp, node: node.data },
        createVault(repositories, deps.keyring),
      );
      await Promise.all([
        repositories.audit.insertPending({ id: eventId, draft: canonicalText(draft), createdAt: stamp.time }),
        sealed.length > 0 ? repositories.audit.insertSealed(sealed) : undefined,
      ]);
      return eventId;
    },
    confirm: (eventId, { timeoutMs = defaultConfirmMs, signal } = {}) =>
      confirmEvent(deps, eventId, { timeoutMs, ...(signal !== undefined && { signal }) }),
  };
}
