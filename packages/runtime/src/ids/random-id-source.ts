import { randomBytes } from 'node:crypto';
import type { Clock, IdSource } from '@carrel/core';
import { createIdSource } from '@carrel/core';

/** Ids from the operating system's random source. */
export function createRandomIdSource(clock: Clock): IdSource {
  return createIdSource(
    () => randomBytes(16),
    () => clock.nowMs(),
  );
}
