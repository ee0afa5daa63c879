import canonicalize from 'canonicalize';

const encoder = new TextEncoder();

/**
 * The bytes of a JSON value in canonical form (RFC 8785). They are stored and hashed as they are; a verifier makes them
 * anew only to check that they were canonical.
 * @throws Error for what JSON cannot hold (NaN, infinity, `undefined`, circles) and for lone surrogates.
 */
export function canonicalBytes(value: unknown): Uint8Array {
  return encoder.encode(canonicalText(value));
}

export function canonicalText(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('expected a JSON value, got one that JSON cannot hold');
  return text;
}

/**
 * Whether a text is the canonical form of the value that it was parsed into.
 *
 * Nearly always a quick look is enough: parsing keeps the order of members, so a text whose members are sorted, and that
 * comes out the same when it is written again, is canonical. What the quick look does not say yes to is made anew.
 */
export function isCanonical(text: string, value: unknown): boolean {
  if (!text.includes('\\') && text.isWellFormed() && hasSortedMembers(value) && JSON.stringify(value) === text) return true;
  try {
    return canonicalText(value) === text;
  } catch {
    return false;
  }
}

function hasSortedMembers(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(hasSortedMembers);
  let before = '';
  for (const [name, member] of Object.entries(value)) {
    // Operators on strings compare UTF-16 code units, as RFC 8785 §3.2.3 wants it.
    if (name < before || !hasSortedMembers(member)) return false;
    before = name;
  }
  return true;
}
