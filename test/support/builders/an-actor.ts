import type { Actor, Role, UserId } from '../../../packages/core/src/index.ts';
import { userId } from './ids.ts';

/** An employee at the web page who alone will read the output. */
export function anActor(change: Partial<Actor> & { readonly userId?: UserId; readonly audienceIds?: readonly UserId[] } = {}): Actor {
  const { userId: id = userId(1), audienceIds = [id], ...rest } = change;
  const roles: readonly Role[] = ['employee'];
  return {
    principal: { kind: 'user', userId: id },
    audience: audienceIds.map((reader) => ({ kind: 'user', userId: reader })),
    roles,
    channel: 'web',
    authentication: { method: 'password', sessionRef: 'ses_test' },
    requestId: 'request-test',
    ...rest,
  };
}
