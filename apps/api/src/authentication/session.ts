import { z } from 'zod';
import type { SessionMethod, UserId } from '@carrel/core';
import { sessionMethods, userIdSchema } from '@carrel/core';

/** A session as the API sees it. `token` is the secret in the cookie and never leaves the process. */
export interface Session {
  readonly id: string;
  readonly userId: UserId;
  readonly token: string;
  readonly createdMs: number;
  /** When the person last proved to be themselves. */
  readonly confirmedMs: number;
  readonly method: SessionMethod;
  readonly isMultiFactor: boolean;
}

/** Sessions of before these were kept have no method. */
const rowSchema = z.object({
  id: z.string(),
  userId: userIdSchema,
  token: z.string(),
  createdAt: z.coerce.date(),
  method: z.enum(sessionMethods).nullish(),
  confirmedAt: z.coerce.date().nullish(),
  isMultiFactor: z.boolean().nullish(),
});

export function sessionOf(row: unknown): Session {
  const { id, userId, token, createdAt, confirmedAt, method, isMultiFactor } = rowSchema.parse(row);
  return {
    id,
    userId,
    token,
    createdMs: createdAt.getTime(),
    confirmedMs: (confirmedAt ?? createdAt).getTime(),
    method: method ?? 'password',
    isMultiFactor: isMultiFactor ?? false,
  };
}
