import type { z } from 'zod';
import { CarrelError } from '@carrel/core';

/**
 * Reads what a model server sent.
 * @throws MODEL_RESPONSE_INVALID naming the places that are wrong, never their content.
 */
export function parseWire<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.slice(0, 3).map((issue) => issue.path.join('.') || 'the whole');
  throw new CarrelError('MODEL_RESPONSE_INVALID', {
    message: `the ${what} from the model server do not have the expected form: ${places.join(', ')}`,
  });
}
