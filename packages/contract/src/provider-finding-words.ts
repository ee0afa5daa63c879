import type { ProviderFinding } from './schemas/sign-on.ts';

interface Facts {
  readonly expected: string | null;
  readonly found: string | null;
}

/** What a test of a provider found, and what to do, in English: for the API, the command line and the page. */
export const providerFindingWords: Readonly<Record<ProviderFinding, (facts: Facts) => string>> = {
  DISCOVERY_HOST_REFUSED: ({ found }) =>
    `Carrel may not connect to ${found ?? 'this host'}. Set CARREL_OFFLINE=0, or use a provider in your own network.`,
  DISCOVERY_UNREACHABLE: ({ expected, found }) =>
    `${expected ?? 'The address'} did not answer (${found ?? 'no reason'}). Check the issuer in CARREL_OIDC_FILE, the name service and the firewall.`,
  DISCOVERY_CERTIFICATE: ({ found }) =>
    `The certificate of the provider is not trusted (${found ?? 'no reason'}). Give its authority to Node by NODE_EXTRA_CA_CERTS and start Carrel again.`,
  DISCOVERY_STATUS: ({ expected, found }) =>
    `${expected ?? 'The address'} answered with status ${found ?? '?'}. The issuer in CARREL_OIDC_FILE is probably not complete, for example without its realm or tenant.`,
  DISCOVERY_NOT_JSON: ({ expected }) =>
    `What ${expected ?? 'the address'} sends is no document of OpenID Connect. The issuer in CARREL_OIDC_FILE probably names another page.`,
  ISSUER_DIFFERS: ({ expected, found }) =>
    `The provider calls itself ${found ?? 'nothing'}, the settings say ${expected ?? 'nothing'}. Copy its name into CARREL_OIDC_FILE exactly, to the last slash.`,
  ENDPOINT_MISSING: ({ expected }) => `The provider names no ${expected ?? 'endpoint'}. It does not offer the sign-in that Carrel needs.`,
  ENDPOINT_NOT_ENCRYPTED: ({ found }) => `${found ?? 'An address of the provider'} is not encrypted. Set the provider up with https.`,
  CODE_FLOW_MISSING: () => 'The provider does not offer the authorization code flow (response type "code"). Allow it there.',
  PKCE_MISSING: () => 'The provider does not say that it supports PKCE with S256. Sign-in works, and is safer with a provider that does.',
  ALGORITHM_MISSING: ({ expected, found }) =>
    `The provider signs with ${found ?? 'nothing'}, the settings expect ${expected ?? 'nothing'}. Change tokenAlgorithm in CARREL_OIDC_FILE.`,
  KEYS_UNREACHABLE: ({ expected, found }) =>
    `The keys at ${expected ?? 'the address'} cannot be read (${found ?? 'no reason'}). Check that this machine reaches that address too.`,
  KEY_MISSING: ({ expected, found }) =>
    `None of the ${found ?? '0'} keys of the provider fits ${expected ?? 'the algorithm'}. Make such a key there, or change tokenAlgorithm in CARREL_OIDC_FILE.`,
  CLOCK_DIFFERS: ({ found }) =>
    `The clocks of this machine and of the provider differ by ${found ?? 'some'} seconds. Switch time synchronisation (NTP) on; tokens count as expired otherwise.`,
  CLOCK_UNKNOWN: () => 'The provider does not tell its time. Nothing is wrong as far as can be seen.',
  CLIENT_REFUSED: ({ found }) =>
    `The provider does not accept the client id or the client secret (${found ?? 'no reason'}). Copy both into CARREL_OIDC_FILE again; a secret may have run out.`,
  CLIENT_UNKNOWN: ({ found }) =>
    `Whether the provider accepts the client secret could not be found out (${found ?? 'no reason'}). A sign-in will tell.`,
};
