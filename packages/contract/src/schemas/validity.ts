import { validityDoubt, type ValidityDoubt } from '@carrel/core';
import { z } from 'zod';

/** What a document says of the time for which it holds; days as `YYYY-MM-DD`. */
export const validityViewSchema = z
  .object({
    /** The first day on which it holds. */
    effective: z.string().optional(),
    /** The day by which somebody was going to look whether it still holds. */
    reviewBy: z.string().optional(),
    /** What took its place, in the document's own words. */
    supersededBy: z.string().optional(),
  })
  .meta({ id: 'Validity' });
export type ValidityView = z.infer<typeof validityViewSchema>;

/** Why a reader should think twice about a document today; null when it says nothing that raises a doubt. */
export function doubtOf({ effective, reviewBy, supersededBy }: ValidityView, now: Date): ValidityDoubt | null {
  const known = {
    ...(effective !== undefined && { effective }),
    ...(reviewBy !== undefined && { reviewBy }),
    ...(supersededBy !== undefined && { supersededBy }),
  };
  return validityDoubt(known, now.toISOString().slice(0, 10));
}
