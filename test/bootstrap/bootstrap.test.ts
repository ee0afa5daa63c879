import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundledNode } from '../../scripts/bootstrap/enter-node-24.mjs';
import { runProcess } from '../../scripts/bootstrap/run-process.mjs';
import { repositoryRoot } from '../support/require.ts';

const bootstrap = join(repositoryRoot, 'scripts/bootstrap.mjs');

test('an unknown command ends with status 2 and says which there are', () => {
  const { status, stderr } = spawnSync(process.execPath, [bootstrap, 'dance'], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toContain('start|carrel|test');
});

test('the exit status of a command is that of the whole', () => {
  expect(spawnSync(process.execPath, [bootstrap, 'carrel', 'search'], { encoding: 'utf8' }).status).toBe(2);
  expect(spawnSync(process.execPath, [bootstrap, 'carrel', '--help'], { encoding: 'utf8' }).status).toBe(0);
});

test('the bundled Node is 24 or newer and runs', () => {
  const path = bundledNode(repositoryRoot);
  expect(path).not.toBeNull();
  expect(spawnSync(path ?? '', ['--version'], { encoding: 'utf8' }).stdout).toMatch(/^v(2[4-9]|[3-9]\d)\./);
});

test('the way in imports nothing but Node itself and its own files', () => {
  const folder = join(repositoryRoot, 'scripts/bootstrap');
  const sources = [bootstrap, ...readdirSync(folder).map((name) => join(folder, name))].map((path) => readFileSync(path, 'utf8'));
  const specifiers = sources.flatMap((source) => [...source.matchAll(/^import [^;]*? from '([^']+)'/gm)].map((match) => match[1] ?? ''));
  expect(specifiers.length).toBeGreaterThan(10);
  expect(specifiers.filter((one) => !one.startsWith('node:') && !one.startsWith('./'))).toEqual([]);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s is passed on, and the program’s own status comes back', async (signal) => {
  const script = `
    import { runProcess } from ${JSON.stringify(join(repositoryRoot, 'scripts/bootstrap/run-process.mjs'))};
    process.exitCode = await runProcess(process.execPath, ['-e', "process.on('${signal}', () => process.exit(43)); setInterval(() => {}, 1000); console.log('ready')"], { stdio: 'inherit' });
  `;
  const outer = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(outer.stdout, 'data');
  const ended = once(outer, 'exit');
  outer.kill(signal);
  expect((await ended)[0]).toBe(43);
});

test('a program that a signal ended gives the status that a shell gives', async () => {
  expect(await runProcess(process.execPath, ['-e', "process.kill(process.pid, 'SIGKILL')"], { stdio: 'ignore' })).toBe(137);
});
