import { systemActor, type Clock, type IdSource } from '@carrel/core';
import { composeDraft } from '../draft/compose-draft.ts';
import type { Draft } from '../draft/draft.ts';
import { createEventClock } from '../draft/event-clock.ts';
import type { Vault } from '../draft/vault.ts';
import type { AuditEvent } from '../events/audit-event.ts';
import type { OperationEvents } from '../events/operation-events.ts';

/** Events of the sequencer itself name no person and seal nothing, so they need nothing from SQL. */
const emptyVault: Vault = {
  refOf: () => Promise.reject(new TypeError('an event of the sequencer names no person')),
  dataKey: () => Promise.reject(new TypeError('an event of the sequencer seals nothing')),
  prepareDocumentKeys: () => Promise.reject(new TypeError('an event of the sequencer has no passages')),
  policy: () => Promise.reject(new TypeError('an event of the sequencer has no policy')),
};

/** Makes drafts of what the sequencer tells of itself: they go straight into the log, without waiting in `audit_pending`. */
export function createSystemDrafts(
  deps: { readonly clock: Clock; readonly ids: Pick<IdSource, 'auditEventId'> },
  options: { readonly node: string },
): (event: AuditEvent<keyof OperationEvents>) => Promise<Draft> {
  const eventClock = createEventClock(deps.clock);
  return async (event) => {
    const input = {
      event,
      actor: systemActor('audit', 'sequencer'),
      eventId: deps.ids.auditEventId(),
      stamp: eventClock.stamp(),
      node: options.node,
    };
    const { draft } = await composeDraft(input, emptyVault);
    return draft;
  };
}
