import type { ProviderFinding, ProviderTest } from '@carrel/contract';
import { providerCheckNames, providerFindingWords } from '@carrel/contract';
import type { Clock } from '@carrel/core';
import { isoTime } from '@carrel/core';
import { z } from 'zod';
import type { ProviderAnswer } from './ask-provider.ts';
import { createProviderRequests } from './ask-provider.ts';
import type { SignOnProviderSettings } from './read-provider-file.ts';

export interface ExamineDeps {
  /** Throws where Carrel may not connect to the host. */
  readonly checkHost: (host: string) => Promise<unknown>;
  readonly clock: Clock;
}

type CheckName = (typeof providerCheckNames)[number];
type Check = ProviderTest['checks'][number];

/** Tokens are accepted only so far around their times. */
const clockToleranceSeconds = 60;

const metadataSchema = z.looseObject({
  issuer: z.string().optional(),
  authorization_endpoint: z.string().optional(),
  token_endpoint: z.string().optional(),
  jwks_uri: z.string().optional(),
  response_types_supported: z.array(z.string()).optional(),
  code_challenge_methods_supported: z.array(z.string()).optional(),
  id_token_signing_alg_values_supported: z.array(z.string()).optional(),
});
type Metadata = z.infer<typeof metadataSchema>;
const keysSchema = z.object({
  keys: z.array(z.looseObject({ kty: z.string().optional(), use: z.string().optional(), alg: z.string().optional() })),
});
const refusalSchema = z.looseObject({ error: z.string() });

const keyTypes: Readonly<Record<SignOnProviderSettings['tokenAlgorithm'], string>> = {
  RS256: 'RSA',
  PS256: 'RSA',
  ES256: 'EC',
  EdDSA: 'OKP',
};

/**
 * Asks a provider for all that a sign-in needs, as a sign-in would: its document (OpenID Connect Discovery 1.0 §4), its keys
 * (RFC 7517), its time, and, with a code that nobody was given, whether it takes the client secret (RFC 6749 §5.2).
 */
export async function examineProvider(
  { checkHost, clock }: ExamineDeps,
  settings: SignOnProviderSettings,
  redirectUri: string,
): Promise<ProviderTest> {
  const requests = createProviderRequests(checkHost);
  const address = `${settings.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const discovery = await requests.get(address);
  const checks: Check[] = [];
  const metadata = metadataSchema.safeParse(discovery.type === 'answered' ? discovery.json : null);
  if (discovery.type !== 'answered' || discovery.status !== 200 || !metadata.success) {
    checks.push(discoveryFailure(discovery, address));
  } else {
    checks.push(passed('discovery', address), issuerCheck(settings, metadata.data), endpointCheck(settings, metadata.data));
    const keysAddress = metadata.data.jwks_uri;
    if (keysAddress !== undefined) checks.push(keysCheck(await requests.get(keysAddress), { settings, keysAddress }));
    checks.push(clockCheck(discovery.date, clock.nowMs()));
    const tokenAddress = metadata.data.token_endpoint;
    if (tokenAddress !== undefined) checks.push(clientCheck(await requests.post(tokenAddress, testCode(settings, redirectUri)), settings));
  }
  const all = providerCheckNames.map((name) => checks.find((check) => check.name === name) ?? skipped(name));
  return { testedAt: isoTime(clock), isUsable: all.every(({ state }) => state === 'passed' || state === 'warned'), checks: all };
}

function testCode({ clientId, clientSecret }: SignOnProviderSettings, redirectUri: string): Readonly<Record<string, string>> {
  const client = { client_id: clientId, client_secret: clientSecret };
  return { grant_type: 'authorization_code', code: 'a-test-by-carrel', redirect_uri: redirectUri, ...client };
}

function discoveryFailure(answer: ProviderAnswer, address: string): Check {
  const fail = (finding: ProviderFinding, found: string | null) => failed('discovery', { finding, expected: address, found });
  switch (answer.type) {
    case 'refused':
      return fail('DISCOVERY_HOST_REFUSED', answer.host);
    case 'unreachable':
      return fail(answer.isCertificate ? 'DISCOVERY_CERTIFICATE' : 'DISCOVERY_UNREACHABLE', answer.reason);
    case 'answered':
      return answer.status === 200 ? fail('DISCOVERY_NOT_JSON', null) : fail('DISCOVERY_STATUS', String(answer.status));
  }
}

function issuerCheck({ issuer }: SignOnProviderSettings, metadata: Metadata): Check {
  const found = metadata.issuer ?? null;
  return found === issuer ? passed('issuer', issuer) : failed('issuer', { finding: 'ISSUER_DIFFERS', expected: issuer, found });
}

function endpointCheck({ issuer, tokenAlgorithm }: SignOnProviderSettings, metadata: Metadata): Check {
  const isLocal = issuer.startsWith('http:');
  for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const) {
    const address = metadata[name];
    if (address === undefined) return failed('endpoints', { finding: 'ENDPOINT_MISSING', expected: name, found: null });
    if (!isLocal && !address.startsWith('https://'))
      return failed('endpoints', { finding: 'ENDPOINT_NOT_ENCRYPTED', expected: 'https', found: address });
  }
  return offerCheck(tokenAlgorithm, metadata);
}

/** What the provider says that it can do. */
function offerCheck(tokenAlgorithm: SignOnProviderSettings['tokenAlgorithm'], metadata: Metadata): Check {
  const {
    response_types_supported: types,
    code_challenge_methods_supported: methods,
    id_token_signing_alg_values_supported: algorithms,
  } = metadata;
  if (types !== undefined && !types.includes('code'))
    return failed('endpoints', { finding: 'CODE_FLOW_MISSING', expected: 'code', found: types.join(', ') });
  if (algorithms !== undefined && !algorithms.includes(tokenAlgorithm))
    return failed('endpoints', { finding: 'ALGORITHM_MISSING', expected: tokenAlgorithm, found: algorithms.join(', ') });
  if (methods?.includes('S256') !== true)
    return { ...failed('endpoints', { finding: 'PKCE_MISSING', expected: 'S256', found: methods?.join(', ') ?? null }), state: 'warned' };
  return passed('endpoints', metadata.authorization_endpoint ?? null);
}

function keysCheck(
  answer: ProviderAnswer,
  { settings, keysAddress }: { readonly settings: SignOnProviderSettings; readonly keysAddress: string },
): Check {
  const parsed = keysSchema.safeParse(answer.type === 'answered' && answer.status === 200 ? answer.json : null);
  if (!parsed.success) return failed('keys', { finding: 'KEYS_UNREACHABLE', expected: keysAddress, found: reasonOf(answer) });
  const { tokenAlgorithm } = settings;
  const { keys } = parsed.data;
  const fitting = keys.filter(
    ({ kty, use, alg }) =>
      kty === keyTypes[tokenAlgorithm] && (use === undefined || use === 'sig') && (alg === undefined || alg === tokenAlgorithm),
  );
  if (fitting.length === 0) return failed('keys', { finding: 'KEY_MISSING', expected: tokenAlgorithm, found: String(keys.length) });
  return passed('keys', `${fitting.length} × ${tokenAlgorithm}`);
}

function clockCheck(date: string | null, nowMs: number): Check {
  const theirsMs = Date.parse(date ?? '');
  if (Number.isNaN(theirsMs)) return { ...failed('clock', { finding: 'CLOCK_UNKNOWN', expected: null, found: null }), state: 'warned' };
  const apartSeconds = Math.round((nowMs - theirsMs) / 1000);
  if (Math.abs(apartSeconds) <= clockToleranceSeconds) return passed('clock', `${Math.abs(apartSeconds)} s`);
  return failed('clock', { finding: 'CLOCK_DIFFERS', expected: String(clockToleranceSeconds), found: String(Math.abs(apartSeconds)) });
}

/** `invalid_grant` is the answer to a client that was let in and has a code that nobody gave it. */
function clientCheck(answer: ProviderAnswer, { clientId }: SignOnProviderSettings): Check {
  const refusal = refusalSchema.safeParse(answer.type === 'answered' ? answer.json : null);
  const found = refusal.success ? refusal.data.error : reasonOf(answer);
  if (found === 'invalid_grant') return passed('client', clientId);
  if (found === 'invalid_client' || (answer.type === 'answered' && answer.status === 401))
    return failed('client', { finding: 'CLIENT_REFUSED', expected: clientId, found });
  return { ...failed('client', { finding: 'CLIENT_UNKNOWN', expected: clientId, found }), state: 'warned' };
}

function reasonOf(answer: ProviderAnswer): string {
  switch (answer.type) {
    case 'refused':
      return answer.host;
    case 'unreachable':
      return answer.reason;
    case 'answered':
      return `status ${answer.status}`;
  }
}

function passed(name: CheckName, found: string | null): Check {
  return { name, state: 'passed', finding: null, expected: null, found, detail: null };
}

function skipped(name: CheckName): Check {
  return { name, state: 'skipped', finding: null, expected: null, found: null, detail: null };
}

function failed(
  name: CheckName,
  facts: { readonly finding: ProviderFinding; readonly expected: string | null; readonly found: string | null },
): Check {
  return { name, state: 'failed', ...facts, detail: providerFindingWords[facts.finding](facts) };
}
