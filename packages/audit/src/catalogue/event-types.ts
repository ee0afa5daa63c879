/**
 * Every type of event that the log can hold. A closed list: an officer can read it whole, and a verifier refuses anything
 * else. Adding one is a change of the log's format; removing or renaming one makes old logs unreadable and never happens.
 */
export const auditEventTypes = [
  // Signing in
  'login.succeeded',
  'login.failed',
  'login.locked',
  'mfa.enrolled',
  'mfa.removed',
  'mfa.failed',
  'session.revoked',
  'sso.linked',
  'sso.unlinked',
  'apikey.created',
  'apikey.used_first',
  'apikey.revoked',
  'apikey.denied',
  'slack.linked',
  'slack.denied',
  // People
  'user.provisioned',
  'user.updated',
  'user.deactivated',
  'group.changed',
  'role.granted',
  'role.revoked',
  // Documents
  'collection.created',
  'collection.changed',
  'collection.deleted',
  'document.uploaded',
  'document.parsed',
  'document.published',
  'document.replaced',
  'document.failed',
  'document.retried',
  'document.quarantined',
  'document.downloaded',
  'document.previewed',
  'document.deleted',
  'document.restored',
  'document.policy_changed',
  'policy.created',
  'policy.changed',
  'connector.added',
  'connector.changed',
  'connector.removed',
  'connector.ran',
  // Asking
  'search.executed',
  'question.accepted',
  'answer.completed',
  'answer.refused',
  'answer.interrupted',
  'answer.rated',
  'answer.corrected',
  'conversation.deleted',
  'retrieval.denied',
  'guard.triggered',
  // The log itself
  'audit.searched',
  'audit.unsealed',
  'audit.exported',
  'audit.verified',
  'alert.raised',
  'alert.acknowledged',
  'hold.placed',
  'hold.released',
  'retention.pruned',
  'erasure.requested',
  'erasure.approved',
  'erasure.executed',
  'checkpoint.witness_missing',
  'sink.gap',
  'log.opened',
  'log.closed',
  'log.discontinuity',
  'log.key_rotated',
  // Operation
  'config.changed',
  'model.installed',
  'model.activated',
  'index.rebuilt',
  'index.switched',
  'backup.completed',
  'restore.performed',
  'node.started',
  'node.stopped',
  'heartbeat',
] as const;
export type AuditEventType = (typeof auditEventTypes)[number];

/** Closes a `question.accepted`; each of those gets exactly one. */
export const terminalEventTypes = ['answer.completed', 'answer.refused', 'answer.interrupted'] as const satisfies readonly AuditEventType[];

export function isTerminalType(type: AuditEventType): boolean {
  return type === 'answer.completed' || type === 'answer.refused' || type === 'answer.interrupted';
}
