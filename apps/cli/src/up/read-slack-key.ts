import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CarrelError } from '@carrel/core';

/**
 * What the Slack bot shows to the API: 256 random bits in the form of an API key, made on first use, mode 0600. The data folder
 * is locked by this process, so nobody else makes one at the same time.
 * @throws INVALID_CONFIGURATION when the file holds something else.
 */
export function readSlackKey(path: string): string {
  const key = read(path) ?? make(path);
  if (!/^carrel_[A-Za-z0-9_-]{43}$/u.test(key))
    throw new CarrelError('INVALID_CONFIGURATION', {
      message: `${path}: expected carrel_ and 43 characters; remove the file for a new key`,
    });
  return key;
}

function make(path: string): string {
  const key = `carrel_${randomBytes(32).toString('base64url')}`;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, key, { mode: 0o600, flag: 'wx', flush: true });
  return key;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
