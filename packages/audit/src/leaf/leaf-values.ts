import { z } from 'zod';

/**
 * The strings a leaf can hold. Each is of a closed form, so that nothing that a person typed can stand in a leaf, and none
 * has a character outside ASCII: no lone surrogate, no control character, nothing for a log reader to trip over.
 */
export const referenceSchema = z.string().regex(/^[A-Za-z0-9_.:-]{1,96}$/, 'expected an id of at most 96 letters, digits and _ . : -');
export const tokenSchema = z
  .string()
  .regex(/^[A-Za-z0-9_.:@/+-]{1,160}$/, 'expected a name of at most 160 letters, digits and _ . : @ / + -');
export const digestSchema = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits');
export const leafTimeSchema = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'expected UTC with milliseconds');
export const eventIdSchema = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, 'expected a UUID of version 7')
  .brand<'AuditEventId'>();
export const bootIdSchema = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'expected a UUID');
/** Decimals are text: the leaf has no number that two languages could write differently. */
export const decimalSchema = z.string().regex(/^-?\d{1,6}(\.\d{1,6})?$/, 'expected a decimal number');
export const countSchema = z.int().nonnegative();

/** Makes a name that came from configuration or a model file fit for a leaf: other characters become `_`, the rest is cut. */
export function asToken(text: string): string {
  const token = text.replaceAll(/[^A-Za-z0-9_.:@/+-]/g, '_').slice(0, 160);
  return token === '' ? '_' : token;
}

/** A decimal with at most six places, never in exponent form. */
export function asDecimal(value: number): string {
  return decimalSchema.parse(value.toFixed(6).replace(/\.?0+$/, ''));
}
