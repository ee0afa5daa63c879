import { randomBytes } from 'node:crypto';
import { link, open, readFile, rm } from 'node:fs/promises';
import { CarrelError } from '@carrel/core';

const minLength = 32;

/**
 * The secret that signs sessions: 32 random bytes as text, made on first use, mode 0600. Of several processes that start
 * at once one makes it, and all read the same.
 * @throws INVALID_CONFIGURATION when the file holds something shorter.
 */
export async function readAuthSecret(path: string): Promise<string> {
  const secret = (await read(path)) ?? (await make(path));
  if (secret.length < minLength)
    throw new CarrelError('INVALID_CONFIGURATION', { message: `${path}: expected at least ${minLength} characters, got ${secret.length}` });
  return secret;
}

async function make(path: string): Promise<string> {
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(randomBytes(32).toString('base64url'));
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    // Unlike a rename, a link does not replace what another process was quicker to make.
    await link(temporary, path);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  return (await read(path)) ?? '';
}

async function read(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
