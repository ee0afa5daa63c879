import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RuntimePaths } from '@carrel/runtime';

/** Makes the cookie of a session that was written into the record, as the API of this data folder would have set it. */
export function cookieSigner({ authSecretFile }: Pick<RuntimePaths, 'authSecretFile'>): (sessionToken: string) => string {
  const secret = readFileSync(authSecretFile, 'utf8').trim();
  return (token) => `carrel.session_token=${encodeURIComponent(`${token}.${createHmac('sha256', secret).update(token).digest('base64')}`)}`;
}
