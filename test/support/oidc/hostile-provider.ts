import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import type { LocalServer } from './listen.ts';
import { client } from './real-provider.ts';

/** What is wrong with the token of the next sign-in; `nothing` proves that the others are refused for their fault alone. */
export const faults = [
  'nothing',
  'wrong issuer',
  'wrong audience',
  'wrong nonce',
  'no nonce',
  'expired',
  'from the future',
  'algorithm none',
  'signed with the client secret',
  'signed with another key',
  'signature cut off',
  'no subject',
] as const;
export type Fault = (typeof faults)[number];

export interface HostileProvider {
  fault: Fault;
  /** The one in the answer to the browser (RFC 9207). Null: that of the provider. */
  answeredIssuer: string | null;
}

const sign = (input: string, key: ReturnType<typeof keyPair>['privateKey']) =>
  createSign('RSA-SHA256').update(input).sign(key, 'base64url');
const keyPair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A provider that a thief has taken over, or that is badly made: its tokens are wrong in one way at a time. */
export function serveHostileProvider(server: LocalServer): HostileProvider {
  const state: HostileProvider = { fault: 'nothing', answeredIssuer: null };
  const own = keyPair();
  const foreign = keyPair();
  const nonces = new Map<string, string>();
  const jwk = { ...own.publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'own' };

  const tokenOf = (nonce: string) => {
    const { fault } = state;
    const alg = fault === 'algorithm none' ? 'none' : fault === 'signed with the client secret' ? 'HS256' : 'RS256';
    const input = `${encode({ alg, kid: 'own', typ: 'JWT' })}.${encode(claimsOf(fault, { issuer: server.url, nonce }))}`;
    if (alg === 'none' || fault === 'signature cut off') return `${input}.`;
    if (alg === 'HS256') return `${input}.${createHmac('sha256', client.secret).update(input).digest('base64url')}`;
    return `${input}.${sign(input, (fault === 'signed with another key' ? foreign : own).privateKey)}`;
  };

  server.handleWith((request, response) => {
    const url = new URL(request.url ?? '/', server.url);
    const json = (body: object) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (url.pathname === '/.well-known/openid-configuration')
      return void json({
        issuer: server.url,
        authorization_endpoint: `${server.url}/authorize`,
        token_endpoint: `${server.url}/token`,
        jwks_uri: `${server.url}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256', 'none', 'HS256'],
        authorization_response_iss_parameter_supported: true,
      });
    if (url.pathname === '/jwks') return void json({ keys: [jwk] });
    if (url.pathname === '/authorize') {
      const code = crypto.randomUUID();
      nonces.set(code, url.searchParams.get('nonce') ?? '');
      const back = new URL(url.searchParams.get('redirect_uri') ?? '');
      back.searchParams.set('code', code);
      back.searchParams.set('state', url.searchParams.get('state') ?? '');
      back.searchParams.set('iss', state.answeredIssuer ?? server.url);
      return void response.writeHead(303, { location: back.href }).end();
    }
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const code = new URLSearchParams(Buffer.concat(pieces).toString()).get('code') ?? '';
      json({ access_token: 'opaque', token_type: 'Bearer', expires_in: 60, id_token: tokenOf(nonces.get(code) ?? '') });
    });
  });
  return state;
}

function claimsOf(fault: Fault, { issuer, nonce }: { readonly issuer: string; readonly nonce: string }): object {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: issuer,
    aud: client.id,
    sub: 'hostile-subject',
    nonce,
    iat: now,
    exp: now + 300,
    name: 'Hostile Person',
    email: 'hostile@example.com',
  };
  const changes: Partial<Record<Fault, object>> = {
    'wrong issuer': { iss: 'https://evil.example' },
    'wrong audience': { aud: 'another-client' },
    'wrong nonce': { nonce: 'another' },
    'no nonce': { nonce: undefined },
    expired: { iat: now - 7200, exp: now - 3600 },
    'from the future': { iat: now + 3600, nbf: now + 3600, exp: now + 7200 },
    'no subject': { sub: undefined },
  };
  return { ...claims, ...changes[fault] };
}
