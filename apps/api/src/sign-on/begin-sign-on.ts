import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Clock, RecordStore, UserId } from '@carrel/core';
import { readBrowserSecret, setBrowserSecret } from './browser-secret.ts';
import { secretDigest } from '../authentication/secret-digest.ts';
import type { SignOnClient } from './sign-on-client.ts';

export interface BeginSignOnDeps {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly baseUrl: () => string;
  readonly isHttps: boolean;
}

interface Begin {
  readonly client: SignOnClient;
  readonly request: Request;
  readonly response: Response;
  readonly nextPath: string;
  readonly linkUserId: UserId | null;
}

const flowMs = 10 * 60_000;

/**
 * Begins a sign-in: its secrets are kept, bound to this browser by a cookie. Whoever comes back with another browser, or with
 * a link that somebody else began, is turned away. Gives the provider's page.
 */
export async function beginSignOn(deps: BeginSignOnDeps, { client, request, response, nextPath, linkUserId }: Begin): Promise<URL> {
  const checks = client.newChecks();
  const url = await client.authorizationUrl(checks, callbackUrl(deps, client));
  const browser = readBrowserSecret(request, deps) ?? randomBytes(32).toString('base64url');
  const expiresAt = new Date(deps.clock.nowMs() + flowMs).toISOString();
  const { nonce, codeVerifier } = checks;
  const flow = { provider: client.settings.name, nonce, codeVerifier, nextPath, linkUserId, expiresAt };
  await deps.store.transaction((transaction) =>
    transaction.signOn.begin({ ...flow, stateSha256: secretDigest(checks.state), browserSha256: secretDigest(browser) }),
  );
  setBrowserSecret(response, browser, { isHttps: deps.isHttps, lifeMs: flowMs });
  return url;
}

export function callbackUrl({ baseUrl }: Pick<BeginSignOnDeps, 'baseUrl'>, { settings }: SignOnClient): string {
  return `${baseUrl()}/api/auth/oidc/${settings.name}/callback`;
}
