import type { UserId } from '../../ids.ts';

/** A key pair of a person's device, of which the private half never leaves it. */
export interface Passkey {
  /** Of the credential, as the device made it: base64url. */
  readonly id: string;
  readonly userId: UserId;
  /** What the person calls it. */
  readonly name: string;
  /** COSE, base64url. */
  readonly publicKey: string;
  /** How often the device has signed; devices that sync keys stay at 0. */
  readonly counter: number;
  /** How the browser may reach the device, for example `internal` or `usb`. */
  readonly transports: readonly string[];
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

/** A random value that a device is to sign, once, for one end. */
export interface PasskeyChallenge {
  readonly challengeSha256: string;
  /** SHA-256 of the cookie of the browser that it was given to. */
  readonly browserSha256: string;
  /** Who adds a passkey; null: somebody signs in, it is not known yet who. */
  readonly userId: UserId | null;
  readonly expiresAt: string;
}

export interface PasskeyRepository {
  /** Oldest first. */
  list(userId: UserId): Promise<readonly Passkey[]>;
  find(id: string): Promise<Passkey | null>;
  /** @throws CONFLICT when the credential belongs to somebody already. */
  add(passkey: Omit<Passkey, 'lastUsedAt'>): Promise<void>;
  /** False: the person has none such. */
  rename(id: string, userId: UserId, name: string): Promise<boolean>;
  /** False: the person has none such. */
  remove(id: string, userId: UserId): Promise<boolean>;
  /**
   * Notes a use. False when the counter has not grown although the device counts: then the key may have been copied, and
   * nothing is noted.
   */
  use(id: string, counter: number, at: string): Promise<boolean>;
  begin(challenge: PasskeyChallenge): Promise<void>;
  /** One use: the row is gone afterwards. Null when unknown, used or expired at `at`. */
  consume(challengeSha256: string, at: string): Promise<PasskeyChallenge | null>;
}
