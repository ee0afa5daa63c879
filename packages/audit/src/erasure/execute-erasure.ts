import type { AuditEventId, ContentOwner, Repositories } from '@carrel/core';
import type { AuditActor } from '../events/audit-event.ts';
import type { AuditTrail } from '../trail/create-audit-trail.ts';

export interface ApprovedErasure {
  readonly requestId: string;
  readonly owner: ContentOwner;
  /** The event `erasure.approved`. */
  readonly approvalEventId: AuditEventId;
}

/**
 * Destroys the key under which everything of a person or of a document was sealed, and every ciphertext made with it; of a
 * person also who stands behind the pseudonym. In one transaction with the event that names the keys: what is missing from
 * then on is explained by that event alone. Leaves stay, and the log verifies as before.
 *
 * Should the person act again, they get a new key and a new pseudonym.
 */
export async function executeErasure(
  trail: Pick<AuditTrail, 'record'>,
  transaction: Pick<Repositories, 'audit' | 'access'>,
  actor: AuditActor,
  { requestId, owner, approvalEventId }: ApprovedErasure,
): Promise<{ readonly eventId: AuditEventId; readonly dekIds: readonly string[] }> {
  const { audit } = transaction;
  const ref = owner.kind === 'document' ? owner.documentId : await audit.findSubjectRef(owner.userId);
  const key = ref === null ? null : await audit.findKey(owner.kind === 'document' ? 'document' : 'subject', ref);
  const dekIds = key === null ? [] : [key.dekId];
  // Told before it is done: afterwards nobody knows the pseudonym any more.
  const eventId = await trail.record(transaction, actor, { type: 'erasure.executed', requestId, owner, approvalEventId, dekIds });
  for (const dekId of dekIds) await audit.deleteKey(dekId);
  if (owner.kind === 'user') await audit.forgetSubject(owner.userId);
  return { eventId, dekIds };
}
