import { failureCodes } from '@carrel/core';

export const auditOutcomes = ['success', 'denied', 'failure', 'error', 'interrupted'] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

/** Why an event came out as it did. A closed list, never free text; the reasons of failed documents are among them. */
export const auditReasons = [
  'OK',
  // Answers
  'NO_EVIDENCE',
  'POLICY_BLOCKED',
  'CLIENT_CLOSED',
  'MODEL_FAILED',
  'TIMEOUT',
  'PROCESS_LOST',
  'SHUTDOWN',
  'INTERNAL',
  // Signing in, keys and rights
  'BAD_CREDENTIALS',
  'LINK_INVALID',
  'USER_INACTIVE',
  'KEY_UNKNOWN',
  'KEY_EXPIRED',
  'KEY_REVOKED',
  'SCOPE_MISSING',
  'ROLE_MISSING',
  'NOT_VISIBLE',
  'RATE_LIMITED',
  'SIGNED_OUT',
  'EXPIRED',
  'REVOKED_BY_ADMIN',
  // Slack
  'SLACK_NOT_LINKED',
  'SLACK_GUEST',
  'SLACK_FOREIGN',
  'SLACK_BOT',
  'SLACK_SHARED_CHANNEL',
  // Verification
  'TAMPERED',
  'INCOMPLETE',
  'ERASED',
  ...failureCodes,
] as const;
export type AuditReason = (typeof auditReasons)[number];
