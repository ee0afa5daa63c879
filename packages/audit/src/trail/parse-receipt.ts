import { z } from 'zod';
import { eventIdSchema } from '../leaf/leaf-values.ts';
import type { AuditReceipt } from './audit-receipt.ts';

const receiptSchema = z.object({
  eventId: eventIdSchema,
  shard: z.int(),
  seq: z.int().nonnegative(),
  leafHash: z.string().regex(/^[0-9a-f]{64}$/),
});

/** A receipt from a line of JSON; null when it is none. What else the line holds (a proof, a checkpoint) is left aside. */
export function parseReceipt(line: string): AuditReceipt | null {
  try {
    return receiptSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
