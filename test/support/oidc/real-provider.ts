import { generateKeyPairSync } from 'node:crypto';
import { Provider } from 'oidc-provider';
import type { LocalServer } from './listen.ts';

export interface ProviderPerson {
  readonly sub: string;
  readonly name: string;
  readonly email: string;
  groups: readonly string[];
}

export const client = { id: 'carrel', secret: 'a-secret-that-only-the-two-know' } as const;

/** A certified OpenID provider with its own sign-in page, where any password is right. */
export function serveRealProvider(server: LocalServer, redirectUris: readonly string[], people: readonly ProviderPerson[]): void {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const provider = new Provider(server.url, {
    clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [...redirectUris] }],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kty: 'RSA', use: 'sig', alg: 'RS256', kid: 'test' }] },
    cookies: { keys: ['a key for the cookies of the provider'] },
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], profile: ['name', 'groups'], email: ['email'] },
    findAccount: (_context, id) => {
      const person = people.find(({ sub }) => sub === id);
      return person && { accountId: id, claims: () => ({ ...person, groups: [...person.groups] }) };
    },
  });
  const serve = provider.callback();
  server.handleWith((request, response) => void serve(request, response));
}
