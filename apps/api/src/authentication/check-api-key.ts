import { randomBytes } from 'node:crypto';
import type { AuditTrail } from '@carrel/audit';
import { anonymousActor } from '@carrel/audit';
import type { ApiKey, Channel, Clock, RateLimit, RateLimiter, RecordStore } from '@carrel/core';
import { CarrelError, isoTime } from '@carrel/core';
import { addressKey } from '../http/address-key.ts';
import { secretDigest } from './secret-digest.ts';

export interface ApiKeyDeps {
  readonly store: RecordStore;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly rateLimiter: RateLimiter;
}

interface RequestFacts {
  readonly channel: Channel;
  readonly requestId: string;
  readonly ipAddress?: string;
  readonly userAgent?: string;
}

/** The live key of an `Authorization` header. @throws UNAUTHENTICATED, RATE_LIMITED after many wrong ones from one address. */
export type ApiKeyCheck = (authorization: string, facts: RequestFacts) => Promise<ApiKey>;

const secretForm = /^Bearer (carrel_[A-Za-z0-9_-]{43})$/;
/** A key's last use is noted at most this often. */
const touchEveryMs = 60_000;
const shownPrefixLength = 13;
/** Wrong keys from one address; each writes into the log. */
const wrongKeys: RateLimit = { name: 'wrong-keys', amount: 20, windowMs: 60_000 };

export function createApiKeyCheck(deps: ApiKeyDeps): ApiKeyCheck {
  const { store, audit, clock, rateLimiter } = deps;
  return async (authorization, facts) => {
    const address = addressKey({ ip: facts.ipAddress });
    const retryAfterMs = await rateLimiter.waitMs(wrongKeys, address);
    if (retryAfterMs > 0) throw new CarrelError('RATE_LIMITED', { retryAfterMs });
    const secret = secretForm.exec(authorization)?.[1];
    const key = secret === undefined ? null : await store.read.identity.findApiKey(secretDigest(secret), isoTime(clock));
    if (key === null) {
      await rateLimiter.charge(wrongKeys, address, 1);
      await store.transaction((transaction) =>
        audit.record(transaction, anonymousActor(facts), { type: 'apikey.denied', apiKeyId: null, reason: 'KEY_UNKNOWN' }),
      );
      throw new CarrelError('UNAUTHENTICATED', { message: 'no live key of this secret' });
    }
    const isStale = key.lastUsedAt === null || clock.nowMs() - Date.parse(key.lastUsedAt) > touchEveryMs;
    if (isStale) await store.transaction((transaction) => transaction.identity.touchApiKey(key.id, isoTime(clock)));
    return key;
  };
}

/** A new secret: 256 random bits. It is shown once; only its digest is kept. */
export function newApiKeySecret(): { readonly secret: string; readonly prefix: string; readonly sha256: string } {
  const secret = `carrel_${randomBytes(32).toString('base64url')}`;
  return { secret, prefix: secret.slice(0, shownPrefixLength), sha256: secretDigest(secret) };
}
