import type { Configuration } from 'openid-client';
import * as oidc from 'openid-client';
import { z } from 'zod';
import type { ProviderTest } from '@carrel/contract';
import type { Clock } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import { examineProvider } from './examine-provider.ts';
import type { SignOnProviderSettings } from './read-provider-file.ts';

/** What a provider says about somebody, after every check of its token. */
export interface SignOnClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly groups: readonly string[];
}

/** The secrets of one sign-in that the provider must answer to. */
export interface SignOnChecks {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** One identity provider, spoken to by the authorization code flow with PKCE (OpenID Connect Core 1.0 §3.1, RFC 7636). */
export interface SignOnClient {
  readonly settings: SignOnProviderSettings;
  newChecks(): SignOnChecks;
  /** The provider's page for the person's browser. @throws SIGN_ON_UNAVAILABLE. */
  authorizationUrl(checks: SignOnChecks, redirectUri: string): Promise<URL>;
  /**
   * Takes what the browser came back with: state, issuer, code; then of the token signature, algorithm, issuer, audience,
   * nonce and times. @throws SIGN_ON_FAILED, SIGN_ON_UNAVAILABLE.
   */
  claimsOf(callbackUrl: URL, checks: SignOnChecks): Promise<SignOnClaims>;
  /** Asks the provider for all that a sign-in needs, and says what is wrong with it. Never throws for the provider's faults. */
  examine(redirectUri: string): Promise<ProviderTest>;
}

export interface SignOnClientDeps {
  /** Throws where Carrel may not connect to the host. */
  readonly checkHost: (host: string) => Promise<unknown>;
  readonly clock: Clock;
}

const timeoutSeconds = 10;
const rediscoverMs = 60 * 60_000;

const claimsSchema = z.object({
  iss: z.string(),
  sub: z.string().min(1).max(255),
  name: z.string().trim().min(1).max(200).optional().catch(undefined),
  email: z.email().max(320).optional().catch(undefined),
});
const groupsSchema = z.array(z.string()).catch([]);

export function createSignOnClient({ checkHost, clock }: SignOnClientDeps, settings: SignOnProviderSettings): SignOnClient {
  let discovered: { readonly configuration: Promise<Configuration>; readonly untilMs: number } | null = null;

  /** Keys and addresses of the provider, asked anew every hour and after a failure. */
  function configuration(): Promise<Configuration> {
    if (discovered === null || discovered.untilMs < performance.now()) {
      const asked = discover(settings, checkHost);
      const current = { configuration: asked, untilMs: performance.now() + rediscoverMs };
      discovered = current;
      asked.catch(() => {
        if (discovered === current) discovered = null;
      });
    }
    return discovered.configuration;
  }

  return {
    settings,
    examine: (redirectUri) => examineProvider({ checkHost, clock }, settings, redirectUri),
    newChecks: () => ({ state: oidc.randomState(), nonce: oidc.randomNonce(), codeVerifier: oidc.randomPKCECodeVerifier() }),

    async authorizationUrl({ state, nonce, codeVerifier }, redirectUri) {
      const parameters = {
        redirect_uri: redirectUri,
        scope: settings.scopes.join(' '),
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
      };
      return oidc.buildAuthorizationUrl(await configuration(), parameters);
    },

    async claimsOf(callbackUrl, { state, nonce, codeVerifier }) {
      const known = await configuration();
      try {
        const tokens = await oidc.authorizationCodeGrant(known, callbackUrl, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: codeVerifier,
          idTokenExpected: true,
        });
        return toClaims(tokens.claims(), settings.groupsClaim);
      } catch (cause) {
        throw failure(cause);
      }
    },
  };
}

async function discover(settings: SignOnProviderSettings, checkHost: SignOnClientDeps['checkHost']): Promise<Configuration> {
  const issuer = new URL(settings.issuer);
  const metadata = { client_secret: settings.clientSecret, id_token_signed_response_alg: settings.tokenAlgorithm };
  // A token that came straight from the provider need not be signed by the standard; here it must be.
  const execute = [oidc.enableNonRepudiationChecks];
  // oxlint-disable-next-line typescript/no-deprecated -- named so to be noticed: only for a provider on this machine, see `issuerSchema`
  if (issuer.protocol === 'http:') execute.push(oidc.allowInsecureRequests);
  try {
    return await oidc.discovery(issuer, settings.clientId, metadata, undefined, {
      execute,
      timeout: timeoutSeconds,
      [oidc.customFetch]: async (url, init) => {
        await checkHost(new URL(url).hostname.replaceAll(/[[\]]/g, ''));
        return fetch(url, {
          method: init.method,
          headers: init.headers,
          redirect: 'manual',
          signal: init.signal ?? null,
          body: bodyOf(init.body),
        });
      },
    });
  } catch (cause) {
    throw new CarrelError('SIGN_ON_UNAVAILABLE', { message: `the provider "${settings.name}" could not be discovered`, cause });
  }
}

function bodyOf(body: unknown): string | null {
  return body instanceof URLSearchParams || typeof body === 'string' ? String(body) : null;
}

function toClaims(claims: unknown, groupsClaim: string): SignOnClaims {
  const { iss, sub, name, email } = claimsSchema.parse(claims);
  const groups = groupsSchema.parse(Reflect.get(Object(claims), groupsClaim));
  return { issuer: iss, subject: sub, name: name ?? null, email: email?.toLowerCase() ?? null, groups };
}

/** A provider that cannot be reached is one thing, an answer that does not pass the checks another. */
function failure(cause: unknown): CarrelError {
  const isUnreachable = cause instanceof TypeError && cause.message === 'fetch failed';
  return new CarrelError(isUnreachable ? 'SIGN_ON_UNAVAILABLE' : 'SIGN_ON_FAILED', {
    message: cause instanceof Error ? cause.message : 'the answer of the provider did not pass the checks',
    cause,
  });
}
