import { CarrelError } from '@carrel/core';
import type { Caller } from './caller.ts';

/** For what belongs to a person alone and neither a key nor the Slack bot may do for them. @throws FORBIDDEN. */
export function requirePerson({ actor }: Caller): void {
  const { method } = actor.authentication;
  if (method === 'api-key' || method === 'slack-link')
    throw new CarrelError('FORBIDDEN', { message: `expected a signed-in person, got ${method}` });
}
