import { z } from 'zod';

/** A day without a time, `YYYY-MM-DD` of ISO 8601. */
const daySchema = z.iso.date();

/** What a document says of the time for which it holds. Nothing is guessed: what it does not say is absent. */
export interface Validity {
  /** The first day on which it holds. */
  readonly effective?: string;
  /** The day by which somebody was going to look whether it still holds. */
  readonly reviewBy?: string;
  /** What took its place, in the document's own words. */
  readonly supersededBy?: string;
}

export const maxSupersededByChars = 200;

export const validitySchema: z.ZodType<Validity> = z.strictObject({
  effective: daySchema.exactOptional(),
  reviewBy: daySchema.exactOptional(),
  supersededBy: z.string().min(1).max(maxSupersededByChars).exactOptional(),
});

/** Why a reader should think twice: something took its place; it does not hold yet; nobody has looked at it in time. */
export type ValidityDoubt = 'superseded' | 'not-yet' | 'review-due';

/**
 * The gravest doubt about a document on a day; null when it says nothing that raises one.
 * @param today `YYYY-MM-DD`.
 */
export function validityDoubt({ effective, reviewBy, supersededBy }: Validity, today: string): ValidityDoubt | null {
  if (supersededBy !== undefined) return 'superseded';
  if (effective !== undefined && effective > today) return 'not-yet';
  return reviewBy !== undefined && reviewBy < today ? 'review-due' : null;
}
