import { isIP } from 'node:net';

/** Whom keys are made for (WebAuthn Level 3, §5.1.3): a key works under this name and at this origin, and nowhere else. */
export interface RelyingParty {
  readonly id: string;
  readonly origin: string;
}

/**
 * From the public address of Carrel alone, never from what a request says; without one, this machine by its name. Null where
 * browsers offer no passkeys: without encryption, or at an address without a name.
 */
export function relyingPartyOf({
  publicOrigin,
  baseUrl,
}: {
  readonly publicOrigin: string | null;
  readonly baseUrl: string;
}): RelyingParty | null {
  const { port } = new URL(baseUrl);
  const url = new URL(publicOrigin ?? `http://localhost${port === '' ? '' : `:${port}`}`);
  const isSecure = url.protocol === 'https:' || url.hostname === 'localhost';
  if (!isSecure || isIP(url.hostname.replaceAll(/[[\]]/g, '')) !== 0) return null;
  return { id: url.hostname, origin: url.origin };
}
