import { createHash } from 'node:crypto';

/** SHA-256 in hexadecimal, of secrets with 256 random bits: nothing to guess, so no salt and no slow hash. */
export function secretDigest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
