import { createSecretKey } from 'node:crypto';
import { CarrelError } from '@carrel/core';
import { decrypt, encrypt } from './aead.ts';
import type { Keyring } from './keyring.ts';
import { readOrMakeSecret } from './secret-file.ts';

const keyBytes = 32;

/**
 * A keyring with its key in a file of the data folder (`readOrMakeSecret`). The file belongs into every backup: without it,
 * what is sealed stays sealed.
 * @throws INVALID_CONFIGURATION when the file is there but is not such a key.
 */
export async function createFileKeyring(options: { readonly path: string }): Promise<Keyring> {
  const key = createSecretKey(await readOrMakeSecret(options.path));
  return {
    wrap: async (dataKey, context) => encrypt({ key, plaintext: dataKey, context }),
    unwrap: async (wrapped, context) => {
      const dataKey = decrypt({ key, ciphertext: wrapped, context });
      if (dataKey === null || dataKey.length !== keyBytes) {
        throw new CarrelError('AUDIT_UNAVAILABLE', {
          message: `The audit key in ${options.path} does not open a key in the database that was wrapped for ${context}. Restore the key file that belongs to this database.`,
        });
      }
      return dataKey;
    },
  };
}
