import { CarrelError } from '@carrel/core';
import type { z } from 'zod';

export interface InvalidField {
  /** Dotted path in query, body or parameters; empty for the whole. */
  readonly path: string;
  /** What was expected, for people. Never what was sent. */
  readonly expected: string;
}

/** A request that is not of the expected form, with the fields that are not. */
export class InvalidRequestError extends CarrelError {
  readonly fields: readonly InvalidField[];

  constructor(fields: readonly InvalidField[]) {
    super('INVALID_REQUEST', { message: fields.map((field) => `${field.path}: ${field.expected}`).join('; ') });
    this.fields = fields;
  }
}

/** @throws InvalidRequestError with each field that does not fit the schema. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidRequestError(parsed.error.issues.map((issue) => ({ path: issue.path.map(String).join('.'), expected: issue.message })));
}
