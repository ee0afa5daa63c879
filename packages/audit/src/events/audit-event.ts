import type { Actor, Channel } from '@carrel/core';
import type { AskingEvents } from './asking-events.ts';
import type { ConnectorEvents } from './connector-events.ts';
import type { DocumentEvents } from './document-events.ts';
import type { IdentityEvents } from './identity-events.ts';
import type { OperationEvents } from './operation-events.ts';
import type { RetentionEvents } from './retention-events.ts';

/** The facts of each event, by type. What is said here in clear words is sealed or replaced by a pseudonym on its way into the log. */
export interface AuditEventFacts extends AskingEvents, ConnectorEvents, DocumentEvents, IdentityEvents, OperationEvents, RetentionEvents {}

export type RecordedEventType = keyof AuditEventFacts;

/** An event for `AuditTrail.record`: `{ type: 'document.deleted', documentId }`. */
export type AuditEvent<Type extends RecordedEventType = RecordedEventType> = {
  readonly [Each in Type]: { readonly type: Each } & AuditEventFacts[Each];
}[Type];

/** Somebody who has not proved who they are: a failed sign-in, a refused key. */
export interface AnonymousActor {
  readonly principal: { readonly kind: 'anonymous' };
  readonly channel: Channel;
  readonly requestId: string;
  readonly ipAddress?: string;
  readonly userAgent?: string;
}

export type AuditActor = Actor | AnonymousActor;

export function anonymousActor(request: Omit<AnonymousActor, 'principal'>): AnonymousActor {
  return { principal: { kind: 'anonymous' }, ...request };
}
