import type { Actor, UserId } from '@carrel/core';

/** Who calls: the actor, and the person whose rights hold (the actor, or whom the actor acts for). */
export interface Caller {
  readonly actor: Actor;
  readonly userId: UserId;
  /** The owner of the data folder on the Unix socket is not rate limited. */
  readonly isRateLimited: boolean;
  /** When the person of the session last proved to be themselves (Unix milliseconds). Undefined: no session speaks for them. */
  readonly confirmedMs?: number;
}
