import { z } from 'zod';

/** Where a piece stands in formats that count slides or rows instead of pages; numbers are from 1, both ends included. */
export const locationViewSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('slide'), slide: z.int() }),
    z.object({
      kind: z.literal('rows'),
      /** Null where the file has no sheets with names (CSV). */
      sheet: z.string().nullable(),
      firstRow: z.int(),
      lastRow: z.int(),
      /** Between the cells in the text; without it, a bar. */
      separator: z.enum([',', ';']).optional(),
    }),
  ])
  .meta({ id: 'Location' });
export type LocationView = z.infer<typeof locationViewSchema>;
