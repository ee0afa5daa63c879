/**
 * Wraps data encryption keys with a key encryption key that never leaves it.
 *
 * `context` is authenticated with the key: a wrapped key that was moved to another owner does not open.
 */
export interface Keyring {
  /** @param dataKey 32 bytes. */
  wrap(dataKey: Uint8Array, context: string): Promise<Uint8Array>;
  /** @throws AUDIT_UNAVAILABLE when it was wrapped with another key, for another context, or is damaged. */
  unwrap(wrapped: Uint8Array, context: string): Promise<Uint8Array>;
}
