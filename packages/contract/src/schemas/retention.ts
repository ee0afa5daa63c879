import { z } from 'zod';
import { timeSchema } from './common.ts';

const reasonSchema = z.string().trim().min(3).max(1_000);

export const placeHoldBodySchema = z.object({ userId: z.string(), reason: reasonSchema });
export const releaseHoldBodySchema = z.object({ reason: reasonSchema });

export const holdSchema = z
  .object({
    id: z.string(),
    userId: z.string(),
    reason: z.string(),
    placedBy: z.string(),
    placedAt: timeSchema,
    /** `release-asked`: one person wants it released, another one must agree. */
    state: z.enum(['placed', 'release-asked', 'released']),
    releaseAskedBy: z.string().nullable(),
    releasedBy: z.string().nullable(),
    releasedAt: timeSchema.nullable(),
  })
  .meta({ id: 'Hold' });
export type HoldView = z.infer<typeof holdSchema>;

export const askErasureBodySchema = z.object({ userId: z.string(), reason: reasonSchema });

export const erasureSchema = z
  .object({
    id: z.string(),
    userId: z.string(),
    reason: z.string(),
    askedBy: z.string(),
    askedAt: timeSchema,
    state: z.enum(['asked', 'executed']),
    approvedBy: z.string().nullable(),
    executedAt: timeSchema.nullable(),
  })
  .meta({ id: 'Erasure' });
export type ErasureView = z.infer<typeof erasureSchema>;
