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
