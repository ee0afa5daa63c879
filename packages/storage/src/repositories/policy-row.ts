import type { Policy } from '@carrel/core';

/** A policy as the table has it. */
export type PolicyRow = Omit<Policy, 'isStrict'> & { readonly is_strict: number };

export function policyOf({ id, key, name, label, is_strict }: PolicyRow): Policy {
  return { id, key, name, label, isStrict: is_strict === 1 };
}
