import { CarrelError } from '@carrel/core';
import { z } from 'zod';

/** Reads JSON text that a repository wrote. @throws INTERNAL when it is not of the form that the schema has now. */
export function fromStoredJson<Value>(schema: z.ZodType<Value>, text: string, what: string): Value {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CarrelError('INTERNAL', { message: `${what} in the database does not have the expected form`, cause });
  }
}

export const storedStringsSchema = z.array(z.string());
