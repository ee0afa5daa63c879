import { randomBytes } from 'node:crypto';
import type { Clock, Repositories, UserId } from '@carrel/core';
import { isoTime } from '@carrel/core';
import { secretDigest } from './secret-digest.ts';

const defaultLifeMs = 24 * 60 * 60 * 1000;

/** Makes a one-time link of a person: 256 random bits, of which SQL keeps the digest alone. Gives the token. */
export async function createSignInToken(
  transaction: Pick<Repositories, 'identity'>,
  clock: Clock,
  userId: UserId,
  lifeMs: number = defaultLifeMs,
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(clock.nowMs() + lifeMs).toISOString();
  await transaction.identity.createSignInLink({ tokenSha256: secretDigest(token), userId, expiresAt });
  return token;
}

/** Takes the link; null when there is none of this token, or it was used or is too old. */
export function consumeSignInToken(transaction: Pick<Repositories, 'identity'>, clock: Clock, token: string): Promise<UserId | null> {
  return transaction.identity.consumeSignInLink(secretDigest(token), isoTime(clock));
}

/** The token stands behind `#`: browsers send that part to nobody, so it reaches no log of a server or proxy. */
export function signInUrl(baseUrl: string, token: string): string {
  return `${baseUrl}/sign-in/#token=${token}`;
}
