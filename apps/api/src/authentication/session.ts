import { z } from 'zod';
import type { Authentication, UserId } from '@carrel/core';
import { userIdSchema } from '@carrel/core';

/** A session as the API sees it. `token` is the secret in the cookie and never leaves the process. */
export interface Session {
  readonly id: string;
  readonly userId: UserId;
  readonly token: string;
  readonly createdMs: number;
  readonly method: Extract<Authentication['method'], 'password' | 'sign-in-link'>;
}

/** Tokens of sessions that began with a one-time link start with this; better-auth's own have letters and digits alone. */
export const linkTokenPrefix = 'link_';

const rowSchema = z.object({ id: z.string(), userId: userIdSchema, token: z.string(), createdAt: z.coerce.date() });

export function sessionOf(row: unknown): Session {
  const { id, userId, token, createdAt } = rowSchema.parse(row);
  return { id, userId, token, createdMs: createdAt.getTime(), method: token.startsWith(linkTokenPrefix) ? 'sign-in-link' : 'password' };
}
