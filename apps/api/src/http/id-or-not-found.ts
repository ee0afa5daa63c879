import type { z } from 'zod';
import { CarrelError } from '@carrel/core';

/** An id from a path or query. What is no id names nothing: the answer is the same as for a thing that is not there. */
export function idOrNotFound<Schema extends z.ZodType>(schema: Schema, value: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new CarrelError('NOT_FOUND');
  return parsed.data;
}
