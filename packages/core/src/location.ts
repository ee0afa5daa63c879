import { z } from 'zod';

/** Where a piece stands in formats that count something else than pages. All numbers are from 1, as people see them. */
export type Location =
  | { readonly kind: 'slide'; readonly slide: number }
  | {
      readonly kind: 'rows';
      /** Null where the file has no sheets with names (CSV). */
      readonly sheet: string | null;
      readonly firstRow: number;
      readonly lastRow: number;
      /** What stands between cells in the text; ` | ` when it is not named. */
      readonly separator?: ',' | ';';
      /** Of a chunk: the row at the top of its table, which is embedded with it and is not in its span. */
      readonly header?: string;
    };

const ordinal = z.int().positive();

export const locationSchema: z.ZodType<Location> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('slide'), slide: ordinal }),
  z.strictObject({
    kind: z.literal('rows'),
    sheet: z.string().nullable(),
    firstRow: ordinal,
    lastRow: ordinal,
    separator: z.enum([',', ';']).exactOptional(),
    header: z.string().exactOptional(),
  }),
]);

/** Whether two pieces stand on the same slide or sheet. What has no location of this kind stands together with its like. */
export function isSameContainer(one: Location | null, other: Location | null): boolean {
  if (one === null || other === null) return one === other;
  if (one.kind === 'slide') return other.kind === 'slide' && one.slide === other.slide;
  return other.kind === 'rows' && one.sheet === other.sheet;
}

/** From the first location to the last, which stand on the same slide or sheet. */
export function joinLocations(first: Location | null, last: Location | null): Location | null {
  if (first?.kind !== 'rows' || last?.kind !== 'rows') return first;
  return { ...first, lastRow: Math.max(first.lastRow, last.lastRow) };
}
