import { CarrelError, type Location, locationSchema, type Validity, validitySchema } from '@carrel/core';
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

/** The location of a chunk, as a property that is left out where there is none. */
export function storedLocation(text: string | null): { readonly location?: Location } {
  return text === null ? {} : { location: fromStoredJson(locationSchema, text, 'the location of a chunk') };
}

/** The validity of a version, as a property that is left out where there is none. */
export function storedValidity(text: string | null): { readonly validity?: Validity } {
  return text === null ? {} : { validity: fromStoredJson(validitySchema, text, 'the validity of a version') };
}
