import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Clock, RecordStore, UserId } from '@carrel/core';
import { CarrelError, isoTime } from '@carrel/core';
import { z } from 'zod';
import { secretDigest } from '../authentication/secret-digest.ts';
import { readBrowserSecret, setBrowserSecret } from '../sign-on/browser-secret.ts';

export interface ChallengeDeps {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly isHttps: boolean;
}

const lifeMs = 5 * 60_000;
const clientDataSchema = z.looseObject({ challenge: z.string().min(20).max(200) });

/** Random values that a device signs: each once, in time, and only from the browser that it was given to. */
export function createPasskeyChallenges(deps: ChallengeDeps) {
  return {
    /** @param userId who adds a passkey; null: it is not known yet who signs. Gives the challenge, base64url. */
    async begin(request: Request, response: Response, userId: UserId | null): Promise<string> {
      const challenge = randomBytes(32).toString('base64url');
      const browser = readBrowserSecret(request, deps) ?? randomBytes(32).toString('base64url');
      const expiresAt = new Date(deps.clock.nowMs() + lifeMs).toISOString();
      const row = { challengeSha256: secretDigest(challenge), browserSha256: secretDigest(browser), userId, expiresAt };
      await deps.store.transaction((transaction) => transaction.passkeys.begin(row));
      setBrowserSecret(response, browser, { isHttps: deps.isHttps, lifeMs });
      return challenge;
    },

    /** Takes the challenge that the device says to have signed. @throws PASSKEY_REFUSED. */
    async take(request: Request, clientDataJSON: string, userId: UserId | null): Promise<string> {
      const challenge = challengeOf(clientDataJSON);
      const browser = readBrowserSecret(request, deps);
      const taken =
        challenge === null
          ? null
          : await deps.store.transaction((transaction) => transaction.passkeys.consume(secretDigest(challenge), isoTime(deps.clock)));
      const isOurs = taken !== null && browser !== null && taken.browserSha256 === secretDigest(browser) && taken.userId === userId;
      if (challenge === null || !isOurs)
        throw new CarrelError('PASSKEY_REFUSED', { message: 'expected a challenge that this browser was given and has not used' });
      return challenge;
    },
  };
}
export type PasskeyChallenges = ReturnType<typeof createPasskeyChallenges>;

function challengeOf(clientDataJSON: string): string | null {
  try {
    return clientDataSchema.parse(JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'))).challenge;
  } catch {
    return null;
  }
}
