import type { UserId } from '../../ids.ts';

/** Results of requests that a client may repeat under a key of its own, such as uploads. */
export interface IdempotencyRepository {
  /** The kept result (JSON text, checked by the reader's schema); null when there is none, or it has expired at `at`. */
  find(userId: UserId, key: string, at: string): Promise<string | null>;
  /** In the transaction of what the request changed. Expired results of anybody are forgotten on the way. @throws CONFLICT when the key is in use. */
  put(entry: {
    readonly userId: UserId;
    readonly key: string;
    readonly result: string;
    readonly at: string;
    readonly expiresAt: string;
  }): Promise<void>;
}
