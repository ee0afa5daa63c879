import { randomBytes } from 'node:crypto';
import { chmod, link, open, readFile, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CarrelError } from '@carrel/core';
import { syncFolder } from '../disk/sync-folder.ts';

const secretBytes = 32;
const ownerOnly = 0o600;

/**
 * A secret of 32 random bytes in a file of the data folder, mode 0600, made on first use.
 *
 * Safe when several processes start at once: it is written whole under a temporary name and then linked, so one of them
 * wins and all read the same one.
 * @throws INVALID_CONFIGURATION when the file is there but does not hold 32 bytes.
 */
export async function readOrMakeSecret(path: string): Promise<Uint8Array> {
  return (await readSecret(path)) ?? makeSecret(path);
}

async function readSecret(path: string): Promise<Uint8Array | null> {
  let secret: Buffer;
  try {
    secret = await readFile(path);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
  if (secret.length !== secretBytes) {
    throw new CarrelError('INVALID_CONFIGURATION', {
      message: `Expected ${secretBytes} bytes of key in ${path}, got ${secret.length}. Restore the file from a backup.`,
    });
  }
  if (process.platform !== 'win32' && ((await stat(path)).mode & 0o077) !== 0) await chmod(path, ownerOnly);
  return secret;
}

async function makeSecret(path: string): Promise<Uint8Array> {
  const temporaryPath = `${path}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
  const file = await open(temporaryPath, 'wx', ownerOnly);
  try {
    await file.writeFile(randomBytes(secretBytes));
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
  const secret = await readSecret(path);
  if (secret === null) throw new CarrelError('INVALID_CONFIGURATION', { message: `The key ${path} vanished while it was being made.` });
  return secret;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
