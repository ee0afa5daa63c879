import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFileKeyring } from './file-keyring.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-keyring-'));
  path = join(folder, 'audit.key');
});
afterEach(() => rm(folder, { recursive: true }));

const run = promisify(execFile);
const modulePath = new URL('./file-keyring.ts', import.meta.url).pathname;

describe('createFileKeyring', () => {
  test('makes a key of 32 bytes that only the owner can read, and leaves nothing else behind', async () => {
    await createFileKeyring({ path });
    expect(await readFile(path)).toHaveLength(32);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['audit.key']);
  });

  test('uses the key that is there', async () => {
    const first = await createFileKeyring({ path });
    const wrapped = await first.wrap(randomBytes(32), 'dek_1');
    const second = await createFileKeyring({ path });
    expect(await second.unwrap(wrapped, 'dek_1')).toHaveLength(32);
  });

  test('processes that start at once all use one key', async () => {
    const program = `import { createFileKeyring } from ${JSON.stringify(modulePath)};
      const keyring = await createFileKeyring({ path: process.argv[1] });
      console.log(Buffer.from(await keyring.wrap(Buffer.alloc(32, 7), 'dek_1')).toString('hex'));`;
    const outputs = await Promise.all(Array.from({ length: 4 }, () => run(process.execPath, ['--input-type=module', '-e', program, path])));
    const keyring = await createFileKeyring({ path });
    for (const { stdout } of outputs) expect(await keyring.unwrap(Buffer.from(stdout.trim(), 'hex'), 'dek_1')).toEqual(Buffer.alloc(32, 7));
    expect(await readdir(folder)).toEqual(['audit.key']);
  });

  test('calls that overlap in one process use one key', async () => {
    const keyrings = await Promise.all(Array.from({ length: 20 }, () => createFileKeyring({ path })));
    const wrapped = await keyrings[0]?.wrap(randomBytes(32), 'dek_1');
    for (const keyring of keyrings) expect(await keyring.unwrap(wrapped ?? new Uint8Array(), 'dek_1')).toHaveLength(32);
  });

  test('a key that others could read is closed to them', async () => {
    await createFileKeyring({ path });
    await chmod(path, 0o644);
    await createFileKeyring({ path });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('a file that is no key is refused, not replaced', async () => {
    await writeFile(path, 'short');
    await expect(createFileKeyring({ path })).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION' });
    expect(await readFile(path, 'utf8')).toBe('short');
  });

  test('a key wrapped by another keyring, or for another owner, is refused in words that say what to do', async () => {
    const keyring = await createFileKeyring({ path });
    const wrapped = await keyring.wrap(randomBytes(32), 'dek_1');
    const other = await createFileKeyring({ path: join(folder, 'other.key') });
    await expect(other.unwrap(wrapped, 'dek_1')).rejects.toThrow(/Restore the key file/);
    await expect(keyring.unwrap(wrapped, 'dek_2')).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
  });
});
