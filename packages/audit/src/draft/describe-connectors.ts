import type { ConnectorEvents } from '../events/connector-events.ts';
import { eventBody, type EventDescribers, type LeafParts } from './event-body.ts';

export const connectorDescribers: EventDescribers<keyof ConnectorEvents> = {
  'connector.added': (event) =>
    eventBody({
      parts: {
        target: target(event.sourceId),
        filter: { s: 'filter' },
        detail: { collection: event.collectionId, ...(event.policyId !== null && { policy: event.policyId }) },
      },
      sealed: [{ field: 'filter', value: { location: event.location }, owner: { kind: 'actor' } }],
    }),
  'connector.changed': (event) => eventBody({ parts: { target: target(event.sourceId), detail: { change: event.change } } }),
  'connector.removed': (event) => eventBody({ parts: { target: target(event.sourceId), detail: { deleted: event.deletedCount } } }),
  'connector.ran': (event) =>
    eventBody({
      ...(event.hasWarning && { outcome: 'failure', reason: 'INCOMPLETE' }),
      parts: {
        target: target(event.sourceId),
        detail: {
          added: event.addedCount,
          changed: event.changedCount,
          moved: event.movedCount,
          deleted: event.deletedCount,
          failed: event.failedCount,
          held: event.heldCount,
        },
      },
    }),
};

function target(ref: string): NonNullable<LeafParts['target']> {
  return { kind: 'connector', ref, ver: null };
}
