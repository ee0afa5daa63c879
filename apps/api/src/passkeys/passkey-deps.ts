import type { AuditTrail } from '@carrel/audit';
import type { RateLimit, RateLimiter } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import type { Auth } from '../authentication/create-auth.ts';
import type { Mailing } from '../mail/mailing.ts';
import type { ChallengeDeps } from './passkey-challenges.ts';
import type { RelyingParty } from './relying-party.ts';

export interface PasskeyDeps extends ChallengeDeps {
  readonly audit: AuditTrail;
  readonly auth: Auth;
  readonly rateLimiter: RateLimiter;
  readonly mailing: Mailing;
  readonly signIns: RateLimit;
  /** Null: passkeys cannot be used at the address of this Carrel. */
  readonly relyingParty: () => RelyingParty | null;
}

/** @throws PASSKEYS_UNAVAILABLE. */
export function requireParty({ relyingParty }: Pick<PasskeyDeps, 'relyingParty'>): RelyingParty {
  const found = relyingParty();
  if (found === null) throw new CarrelError('PASSKEYS_UNAVAILABLE');
  return found;
}
