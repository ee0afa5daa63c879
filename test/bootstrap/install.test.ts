import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isInstalled, isSatisfied, writeStamp } from '../../scripts/bootstrap/lock-state.mjs';
import { repositoryRoot } from '../support/require.ts';
import { aRepository, placingNpm } from './a-repository.ts';

const packages = {
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/b': { version: '2.0.0', integrity: 'sha512-b' },
  'node_modules/b/node_modules/a': { version: '0.9.0', integrity: 'sha512-c' },
  'node_modules/only-elsewhere': { version: '1.0.0', integrity: 'sha512-d', optional: true, os: ['elsewhere'] },
};
const installed = {
  'node_modules/a': packages['node_modules/a'],
  'node_modules/b': packages['node_modules/b'],
  'node_modules/b/node_modules/a': packages['node_modules/b/node_modules/a'],
};
let repository: ReturnType<typeof aRepository>;

beforeEach(() => {
  repository = aRepository(packages);
});
afterEach(() => repository.remove());

/** Runs the install in a process of its own, with a script in place of npm. */
async function install(
  npmPath: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number | null; readonly stderr: string }> {
  const script = `
    import { ensureInstalled } from ${JSON.stringify(join(repositoryRoot, 'scripts/bootstrap/ensure-installed.mjs'))};
    await ensureInstalled(process.argv[1]).catch((error) => { process.stderr.write(error.message + '\\n'); process.exitCode = 7; });
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, repository.root], {
    cwd: repository.root,
    env: { PATH: process.env['PATH'], npm_execpath: npmPath, npm_node_execpath: process.execPath, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString('utf8')));
  const status = await new Promise<number | null>((resolve) => void child.once('close', resolve));
  return { status, stderr };
}

test('a folder without packages is not installed', () => {
  expect(isInstalled(repository.root)).toBe(false);
});

test('what npm recorded counts as installed, and is remembered by a stamp', () => {
  repository.writeInstalled(installed);
  expect(isInstalled(repository.root)).toBe(true);
  repository.writeInstalled({});
  expect(isInstalled(repository.root)).toBe(true);
});

test('a change of the lock makes the stamp worthless', () => {
  mkdirSync(join(repository.root, 'node_modules'));
  writeStamp(repository.root);
  expect(isInstalled(repository.root)).toBe(true);
  repository.writeLock({ ...packages, 'node_modules/new': { version: '1.0.0' } });
  expect(isInstalled(repository.root)).toBe(false);
});

test('an install that was interrupted does not count', () => {
  repository.write('node_modules/a/package.json', '{}');
  expect(isInstalled(repository.root)).toBe(false);
});

test.each([
  ['a missing package', { ...installed, 'node_modules/b': undefined }, false],
  ['another version', { ...installed, 'node_modules/b': { version: '2.0.1', integrity: 'sha512-b' } }, false],
  ['other bytes', { ...installed, 'node_modules/b': { version: '2.0.0', integrity: 'sha512-x' } }, false],
  ['a link in place of a package', { ...installed, 'node_modules/b': { ...packages['node_modules/b'], link: true } }, false],
  ['one too many', { ...installed, 'node_modules/extra': { version: '1.0.0' } }, true],
  ['no optional package of another platform', installed, true],
])('%s: satisfied %s', (_name, found, isEnough) => {
  expect(isSatisfied(packages, found)).toBe(isEnough);
});

test('what is missing is installed from the lock, without scripts, and with progress', async () => {
  const { status, stderr } = await install(repository.writeNpm(placingNpm), { FAKE_NPM_MS: '500' });
  expect(stderr).toMatch(/Installing packages: +\d+ % \d of 3 packages, \d s/);
  expect(stderr).toMatch(/Installed 3 packages \(\d s\)/);
  expect(status).toBe(0);
  expect(readFileSync(join(repository.root, 'calls'), 'utf8')).toBe('ci --ignore-scripts --no-audit --no-fund --loglevel=error\n');
  expect(isInstalled(repository.root)).toBe(true);
});

test('an install that is there costs nothing', async () => {
  repository.writeInstalled(installed);
  const { status, stderr } = await install(repository.writeNpm(placingNpm));
  expect([status, stderr, existsSync(join(repository.root, 'calls'))]).toEqual([0, '', false]);
});

test('two that start at once install once', async () => {
  const npm = repository.writeNpm(placingNpm);
  const both = await Promise.all([install(npm, { FAKE_NPM_MS: '200' }), install(npm, { FAKE_NPM_MS: '200' })]);
  expect(both.map((one) => one.status)).toEqual([0, 0]);
  expect(readFileSync(join(repository.root, 'calls'), 'utf8').trimEnd().split('\n')).toHaveLength(1);
});

test('the lock of an install that was killed is no obstacle', async () => {
  mkdirSync(join(repository.root, '.cache/install.lock'), { recursive: true });
  writeFileSync(join(repository.root, '.cache/install.lock/pid'), '999999999');
  expect((await install(repository.writeNpm(placingNpm))).status).toBe(0);
});

test('when npm fails its words are shown, and the next start tries again', async () => {
  const { status, stderr } = await install(repository.writeNpm("process.stderr.write('npm error code E404\\n'); process.exitCode = 9;"));
  expect(status).toBe(7);
  expect(stderr).toContain('npm error code E404');
  expect(stderr).toContain('npm ended with status 9');
  expect(isInstalled(repository.root)).toBe(false);
});

test('settings of an outer npm do not reach the inner one', async () => {
  const npm = repository.writeNpm(`fs.writeFileSync('environment', Object.keys(process.env).join('\\n'));${placingNpm}`);
  await install(npm, { npm_config_workspace: 'apps/api', npm_lifecycle_event: 'start', npm_config_registry: 'http://127.0.0.1:1' });
  const names = readFileSync(join(repository.root, 'environment'), 'utf8').split('\n');
  expect(names).toContain('npm_config_registry');
  expect(names).not.toContain('npm_config_workspace');
  expect(names).not.toContain('npm_lifecycle_event');
});
