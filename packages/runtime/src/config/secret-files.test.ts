import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeConfig } from './describe-config.ts';
import { loadConfig, unknownVariables } from './load-config.ts';
import { environmentFor } from './process-config.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-secrets-'));
  writeFileSync(join(folder, 'url'), 'postgres://carrel:hidden@postgres/carrel\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a secret in a file', () => {
  test('is read as if it stood in the variable, without the line break at its end', () => {
    const config = loadConfig({ CARREL_DATABASE_URL_FILE: join(folder, 'url') });
    expect(config.database.url?.reveal()).toBe('postgres://carrel:hidden@postgres/carrel');
    expect(JSON.stringify(describeConfig(config))).not.toContain('hidden');
    expect(describeConfig(config).find(({ variable }) => variable === 'CARREL_DATABASE_URL')).toMatchObject({ isSet: true, value: null });
  });

  test('is refused beside the variable itself, and when it cannot be read', () => {
    const path = join(folder, 'url');
    expect(() => loadConfig({ CARREL_DATABASE_URL: 'postgres://a/b', CARREL_DATABASE_URL_FILE: path })).toThrow('at most one of them');
    expect(() => loadConfig({ CARREL_DATABASE_URL_FILE: join(folder, 'none') })).toThrow('CARREL_DATABASE_URL_FILE: expected a file');
    expect(() => loadConfig({ CARREL_REDIS_URL_FILE: path })).toThrow('CARREL_REDIS_URL: expected a URL');
  });

  test('is for secrets alone, and reaches the processes that may know it and no others', () => {
    const environment = { CARREL_DATABASE_URL_FILE: join(folder, 'url'), CARREL_HOST_FILE: join(folder, 'url') };
    expect(loadConfig(environment).server.host).toBe('127.0.0.1');
    expect(unknownVariables(environment)).toEqual(['CARREL_HOST_FILE']);
    expect(environmentFor('audit', environment)).toHaveProperty('CARREL_DATABASE_URL_FILE');
    expect(environmentFor('inference', environment)).not.toHaveProperty('CARREL_DATABASE_URL_FILE');
  });
});

test('a place to listen is a host and a port', () => {
  expect(loadConfig({ CARREL_AUDIT_LISTEN: '0.0.0.0:7070' }).audit.listen).toEqual({ host: '0.0.0.0', port: 7070 });
  expect(loadConfig({ CARREL_INFERENCE_LISTEN: '[::1]:8000' }).models.listen).toEqual({ host: '::1', port: 8000 });
  for (const wrong of ['7070', 'host', 'host:99999', 'http://host:1'])
    expect(() => loadConfig({ CARREL_AUDIT_LISTEN: wrong })).toThrow('a host and a port');
});
