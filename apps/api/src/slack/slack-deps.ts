import type { Access } from '@carrel/access';
import type { AuditTrail } from '@carrel/audit';
import type { Clock, RateLimiter, RecordStore } from '@carrel/core';

export interface SlackDeps {
  readonly store: RecordStore;
  readonly audit: AuditTrail;
  readonly access: Access;
  readonly clock: Clock;
  readonly rateLimiter: RateLimiter;
}

export interface SlackOptions {
  /** Under which people reach Carrel. */
  readonly baseUrl: () => string;
  /** Whether a bot is let in. */
  readonly isConfigured: boolean;
  /** How long an answer waits for its record before it is refused. */
  readonly confirmTimeoutMs: number;
}
