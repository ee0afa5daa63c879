import { createHash } from 'node:crypto';

/** Of secrets with 256 random bits: nothing to guess, so no salt and no slow hash. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
