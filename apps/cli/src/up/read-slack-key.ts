import { readOrMakeSecret } from '@carrel/audit';

/**
 * What the Slack bot shows to the API, in the form of an API key: 256 random bits of a file, mode 0600, made on first use.
 * @throws INVALID_CONFIGURATION when the file holds something else.
 */
export async function readSlackKey(path: string): Promise<string> {
  return `carrel_${Buffer.from(await readOrMakeSecret(path)).toString('base64url')}`;
}
