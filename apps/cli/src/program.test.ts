import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const bin = fileURLToPath(new URL('../bin/carrel.mjs', import.meta.url));

function carrel(...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CARREL_')));
  return spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8', env: environment });
}

test('help is no mistake', () => {
  const { status, stdout } = carrel('--help');
  expect(status).toBe(0);
  for (const name of [
    'up',
    'ingest',
    'search',
    'ask',
    'documents',
    'models',
    'users',
    'groups',
    'policies',
    'collections',
    'keys',
    'invitations',
    'audit',
    'eval',
    'doctor',
  ])
    expect(stdout).toContain(name);
});

test.each([
  ['an unknown command', ['dance']],
  ['an unknown option', ['up', '--nope']],
  ['a missing argument', ['search']],
  ['a missing option', ['eval', 'retrieval']],
  ['a setting that cannot be used', ['up', '--port', 'eighty']],
])('%s ends with status 2, and nothing on standard output', (_name, args) => {
  const { status, stdout, stderr } = carrel(...args);
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).not.toBe('');
});

test('a setting is refused by its name, with what was expected', () => {
  expect(carrel('up', '--port', 'eighty').stderr).toContain('CARREL_PORT: expected a whole number from 1 to 65535, got "eighty"');
});

test('for "audit verify" bad usage is 3, and so is a file that is not there', () => {
  expect(carrel('audit', 'verify', '--nope').status).toBe(3);
  expect(carrel('audit', 'verify', '--file', '/nowhere/log.jsonl').status).toBe(3);
});

test('a server that does not answer ends with status 5', () => {
  const { status, stderr } = carrel('search', 'x', '--server', 'http://127.0.0.1:59999');
  expect(stderr).toContain('No Carrel answers there');
  expect(status).toBe(5);
});

test('a server that does not answer is no tampered log', () => {
  expect(carrel('audit', 'verify', '--server', 'http://127.0.0.1:59999').status).toBe(5);
});
