import { CarrelError } from '@carrel/core';
import type { Caller } from './caller.ts';

/** For what belongs to a person alone and no key may do for them. @throws FORBIDDEN. */
export function requirePerson({ actor }: Caller): void {
  if (actor.authentication.method === 'api-key') throw new CarrelError('FORBIDDEN', { message: 'expected a signed-in person, got a key' });
}
