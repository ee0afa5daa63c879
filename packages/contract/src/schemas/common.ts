import { z } from 'zod';

/** UTC ISO 8601 with milliseconds, ending in `Z`. */
export const timeSchema = z.iso.datetime().meta({ id: 'Time', description: 'UTC, ISO 8601' });

/** RFC 9457 problem details. `code` is stable; `detail` is for people; `requestId` finds the request in the log. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    requestId: z.string(),
    /** Which fields of the request were not as expected. */
    fields: z.array(z.object({ path: z.string(), expected: z.string() })).optional(),
    retryAfterMs: z.int().optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' });
export type Problem = z.infer<typeof problemSchema>;

/** Query of every list. */
export const pageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
});

/** A list query's number or word that may be given several times: `?state=failed&state=published`. */
export function repeated<Item extends z.ZodType>(item: Item) {
  return z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), z.array(item).max(100).optional());
}

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

export const okSchema = z.object({ ok: z.literal(true) });
