import { randomBytes } from 'node:crypto';
import { chmod, link, open, readFile, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CarrelError } from '@carrel/core';
import { decrypt, encrypt } from './aead.ts';
import type { Keyring } from './keyring.ts';

const keyBytes = 32;
const ownerOnly = 0o600;

/**
 * A keyring with its key in a file of the data folder: 32 random bytes, mode 0600, made on first use.
 *
 * Safe when several processes start at once: the key is written whole under a temporary name and then linked, so one of
 * them wins and all read the same one. The file belongs into every backup: without it, what is sealed stays sealed.
 * @throws INVALID_CONFIGURATION when the file is there but is not such a key.
 */
export async function createFileKeyring(options: { readonly path: string }): Promise<Keyring> {
  const key = (await readKey(options.path)) ?? (await makeKey(options.path));
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

async function readKey(path: string): Promise<Uint8Array | null> {
  let key: Buffer;
  try {
    key = await readFile(path);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
  if (key.length !== keyBytes) {
    throw new CarrelError('INVALID_CONFIGURATION', {
      message: `Expected ${keyBytes} bytes of key in ${path}, got ${key.length}. Restore the file from a backup.`,
    });
  }
  if (process.platform !== 'win32' && ((await stat(path)).mode & 0o077) !== 0) await chmod(path, ownerOnly);
  return key;
}

async function makeKey(path: string): Promise<Uint8Array> {
  const temporaryPath = `${path}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
  const file = await open(temporaryPath, 'wx', ownerOnly);
  try {
    await file.writeFile(randomBytes(keyBytes));
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(temporaryPath, path);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    await unlink(temporaryPath);
  }
  await syncFolder(dirname(path));
  const key = await readKey(path);
  if (key === null) throw new CarrelError('INVALID_CONFIGURATION', { message: `The audit key ${path} vanished while it was being made.` });
  return key;
}

/** Makes the new name survive a power cut. Windows has no such call and needs none. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
