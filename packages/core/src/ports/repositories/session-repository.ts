import type { SessionMethod } from '../../actor.ts';
import type { ApiKeyId, UserId } from '../../ids.ts';
import type { Page, PageRequest } from '../record-store.ts';

/** A signed-in browser. The secret in its cookie is no part of it. */
export interface SessionRecord {
  readonly id: string;
  readonly userId: UserId;
  readonly method: SessionMethod;
  readonly isMultiFactor: boolean;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  /** UTC ISO 8601. `lastSeenAt` is at most a minute old while the session is in use. */
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly expiresAt: string;
}

/** What a request rests on: the person, and the session or the key that speaks for them. */
export interface AccessGround {
  readonly userId: UserId;
  readonly sessionId?: string;
  readonly apiKeyId?: ApiKeyId;
  readonly slackLinkId?: string;
}

/** Sessions, as better-auth writes them. It begins and prolongs them; they are listed and ended here, in one transaction with the record. */
export interface SessionRepository {
  /** Those that have not expired at `at`, the last seen one first. */
  list(userId: UserId, at: string): Promise<readonly SessionRecord[]>;
  /** Those of everybody that have not expired at `at`, the last seen one first. */
  listAll(page: PageRequest, at: string): Promise<Page<SessionRecord>>;
  /** False: the person has no such session. */
  end(id: string, userId: UserId): Promise<boolean>;
  /** Ends all but one (null: all) and gives the ids of those that it ended. */
  endAll(userId: UserId, exceptId: string | null): Promise<readonly string[]>;
  /** The person proved again to be themselves, at `at`. */
  confirm(id: string, at: string): Promise<void>;
  /** Which of these still hold at `at`: person active, session there and not expired, key neither revoked nor expired, link to Slack there. One answer for each, in order. */
  areLive(grounds: readonly AccessGround[], at: string): Promise<readonly boolean[]>;
}
