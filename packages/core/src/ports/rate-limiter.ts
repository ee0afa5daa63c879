/** How often something may happen. */
export interface RateLimit {
  readonly name: string;
  /** What one key may use up within the window. */
  readonly amount: number;
  readonly windowMs: number;
}

/**
 * Counts what somebody uses up: requests, attempts, bytes. Keys are people, API keys, addresses; none of them is kept in clear
 * outside this process. A limiter that lost its store goes on with a count of its own: a limit never stops the service.
 */
export interface RateLimiter {
  /** @throws RATE_LIMITED, with the time after which the same request would pass. */
  take(limit: RateLimit, key: string, cost?: number): Promise<void>;
  /** Takes without asking, below nothing if need be: for a cost that is known only afterwards. */
  charge(limit: RateLimit, key: string, cost: number): Promise<void>;
  /** Milliseconds until a request of this cost would pass; 0: now. */
  waitMs(limit: RateLimit, key: string, cost?: number): Promise<number>;
  close(): Promise<void>;
}
