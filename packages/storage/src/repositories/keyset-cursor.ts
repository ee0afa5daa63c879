import { CarrelError } from '@carrel/core';
import type { z } from 'zod';

/** An opaque place in a sorted list: the sort values of the last row that was given. */
export function encodeCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values), 'utf8').toString('base64url');
}

/** @throws INVALID_REQUEST for what is not a cursor of this list. */
export function decodeCursor<Values>(cursor: string, schema: z.ZodType<Values>): Values {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new CarrelError('INVALID_REQUEST', { message: 'expected a cursor that this list gave out', cause });
  }
}

/** Cuts off the row that was read beyond the page to learn whether there is another page. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  map: { readonly item: (row: Row) => Item; readonly cursor: (row: Row) => readonly (string | number)[] },
): { readonly items: readonly Item[]; readonly nextCursor: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { items: page.map(map.item), nextCursor: rows.length > limit && last !== undefined ? encodeCursor(map.cursor(last)) : null };
}
