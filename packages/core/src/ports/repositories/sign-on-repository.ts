import type { UserId } from '../../ids.ts';

/** A sign-in at an identity provider that has begun and not yet come back. */
export interface SignOnFlow {
  /** SHA-256 of the `state` parameter, and of the cookie of the browser that it began in. */
  readonly stateSha256: string;
  readonly browserSha256: string;
  readonly provider: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** Where to go afterwards: a path of this Carrel. */
  readonly nextPath: string;
  /** Set when a signed-in person connects an account of the provider to their own. */
  readonly linkUserId: UserId | null;
  readonly expiresAt: string;
}

/** An account at an identity provider: its issuer and the subject there. Nothing else ever leads to a person, no address either. */
export interface SignOnIdentity {
  readonly issuer: string;
  readonly subject: string;
}

export interface SignOnRepository {
  begin(flow: SignOnFlow): Promise<void>;
  /** One use: the row is gone afterwards. Null when unknown, used or expired at `at`. */
  consume(stateSha256: string, at: string): Promise<SignOnFlow | null>;
  findUser(identity: SignOnIdentity): Promise<UserId | null>;
  /** @throws CONFLICT when the identity belongs to somebody already. */
  link(userId: UserId, identity: SignOnIdentity, at: string): Promise<void>;
  /** False: nothing was linked. */
  unlink(userId: UserId, issuer: string): Promise<boolean>;
  listLinks(userId: UserId): Promise<readonly SignOnIdentity[]>;
  /** How many people are linked to each issuer; issuers without any are left out. */
  countLinks(): Promise<readonly { readonly issuer: string; readonly people: number }[]>;
}
