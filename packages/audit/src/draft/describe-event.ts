import type { AuditEvent, RecordedEventType } from '../events/audit-event.ts';
import { askingDescribers } from './describe-asking.ts';
import { connectorDescribers } from './describe-connectors.ts';
import { documentDescribers } from './describe-documents.ts';
import { identityDescribers } from './describe-identity.ts';
import { operationDescribers } from './describe-operation.ts';
import { retentionDescribers } from './describe-retention.ts';
import type { EventBody, EventDescribers, RefOf } from './event-body.ts';

const describers: EventDescribers<RecordedEventType> = {
  ...askingDescribers,
  ...documentDescribers,
  ...connectorDescribers,
  ...identityDescribers,
  ...operationDescribers,
  ...retentionDescribers,
};

/** Translates an event into parts of a leaf and what has to be sealed beside it. */
export async function describeEvent<Type extends RecordedEventType>(event: AuditEvent<Type>, refOf: RefOf): Promise<EventBody> {
  return describers[event.type](event, refOf);
}
