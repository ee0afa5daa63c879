import { z } from 'zod';
import { sessionMethods } from '@carrel/core';
import { timeSchema } from './common.ts';

export const sessionSchema = z
  .object({
    id: z.string(),
    method: z.enum(sessionMethods),
    /** Whether a second factor was given when it began. */
    isMultiFactor: z.boolean(),
    ipAddress: z.string().nullable(),
    /** As the browser names itself. */
    userAgent: z.string().nullable(),
    createdAt: timeSchema,
    /** At most a minute old while the session is in use. */
    lastSeenAt: timeSchema,
    expiresAt: timeSchema,
    /** Whether this very request came with it. */
    isCurrent: z.boolean(),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof sessionSchema>;

/** One of anybody's, for admins. */
export const ownedSessionSchema = sessionSchema
  .extend({ user: z.object({ id: z.string(), name: z.string(), email: z.string() }) })
  .meta({ id: 'OwnedSession' });
export type OwnedSession = z.infer<typeof ownedSessionSchema>;

export const confirmSessionBodySchema = z.object({ password: z.string().min(1).max(256) });
export const endedSessionsSchema = z.object({ ended: z.int() });
