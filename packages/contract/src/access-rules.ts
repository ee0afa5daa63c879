import type { ApiKeyScope, Role } from '@carrel/core';
import type { AccessRule } from './route.ts';

/** Nobody need be signed in. */
export const anyone: AccessRule = { kind: 'public' };

/** The Slack bot, for nobody in particular. */
export const slackBot: AccessRule = { kind: 'slack-bot' };

/** A signed-in person, with one of the roles if any are named; a key needs the scope. */
export const signedIn = (scope: ApiKeyScope | null, ...roles: readonly Role[]): AccessRule => ({
  kind: 'signed-in',
  scope,
  ...(roles.length > 0 && { roles }),
});
