import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readProviderFile } from './read-provider-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-providers-'));
});
afterAll(() => rm(folder, { recursive: true }));

const one = { name: 'work', label: 'Work', issuer: 'https://id.example.org', clientId: 'carrel', clientSecret: 'not-to-be-shown' };
async function read(content: unknown) {
  const path = join(folder, `${crypto.randomUUID()}.json`);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readProviderFile(path);
}

test('without a file there are no providers', async () => expect(await readProviderFile(null)).toEqual([]));

test('what is not said has careful defaults: strangers are turned away', async () => {
  expect(await read({ providers: [one] })).toEqual([
    {
      ...one,
      scopes: ['openid', 'profile', 'email'],
      tokenAlgorithm: 'RS256',
      unknownPeople: 'refuse',
      roles: ['employee'],
      groupsClaim: 'groups',
      groups: {},
    },
  ]);
});

test.each([
  ['not JSON', '{'],
  ['an issuer without encryption', { providers: [{ ...one, issuer: 'http://id.example.org' }] }],
  ['the algorithm none', { providers: [{ ...one, tokenAlgorithm: 'none' }] }],
  ['a symmetric algorithm', { providers: [{ ...one, tokenAlgorithm: 'HS256' }] }],
  ['a name that is a path', { providers: [{ ...one, name: '../x' }] }],
  ['a field that does not exist', { providers: [{ ...one, linkByEmail: true }] }],
  ['a name twice', { providers: [one, { ...one, issuer: 'https://other.example.org' }] }],
  ['an issuer twice', { providers: [one, { ...one, name: 'other' }] }],
])('%s stops the start, without showing the secret', async (_name, content) => {
  const failed = read(content);
  await expect(failed).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION' });
  await expect(failed).rejects.not.toThrow(/not-to-be-shown/);
});
