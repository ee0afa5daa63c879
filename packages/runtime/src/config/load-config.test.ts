import { inspect } from 'node:util';
import { CarrelError } from '@carrel/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { s3PlaceOf } from './blob-place.ts';
import { loadConfig, unknownVariables } from './load-config.ts';
import { configFor, environmentFor } from './process-config.ts';
import { listSettings } from './settings.ts';

const password = 'correct-horse-battery-staple-0123456789';

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig(environment);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(CarrelError);
    expect(error).toMatchObject({ code: 'INVALID_CONFIGURATION' });
    return error instanceof Error ? error.message.split('\n') : [];
  }
}

test('an empty environment gives a configuration that works', () => {
  const config = loadConfig({}, '/srv/carrel');
  expect(config.data.dir).toBe('/srv/carrel/data');
  expect(config.server).toMatchObject({ host: '127.0.0.1', port: null });
  expect(config.generation).toEqual({ temperature: 0, topP: 1, seed: 1, maxAnswerTokens: 512 });
});

test('every problem is reported at once, with the variable and the expected form', () => {
  const problems = problemsOf({
    CARREL_PORT: 'eighty',
    CARREL_TEMPERATURE: '3',
    CARREL_LOG_LEVEL: 'loud',
    CARREL_DATABASE_URL: 'mysql://x',
  });
  expect(problems).toEqual([
    'CARREL_PORT: expected a whole number from 1 to 65535, got "eighty"',
    'CARREL_DATABASE_URL: expected a URL such as postgres://user:password@localhost/carrel',
    'CARREL_TEMPERATURE: expected a number from 0 to 2, got "3"',
    'CARREL_LOG_LEVEL: expected one of debug, info, warn, error, silent, got "loud"',
  ]);
});

test('settings that contradict each other are refused', () => {
  expect(problemsOf({ CARREL_OFFLINE: '1', CARREL_ALLOW_REMOTE_MODELS: '1' })[0]).toContain('at most one');
  expect(problemsOf({ CARREL_MAX_ANSWER_TOKENS: '4096', CARREL_CONTEXT_TOKENS: '4096' })[0]).toContain(
    'fewer than CARREL_CONTEXT_TOKENS (4096)',
  );
});

test('a mail server and a sender come together, and the sender is one line', () => {
  expect(problemsOf({ CARREL_SMTP_URL: 'smtp://mail.example.org' })).toEqual([
    'CARREL_MAIL_FROM: expected together with CARREL_SMTP_URL, got nothing',
  ]);
  expect(problemsOf({ CARREL_MAIL_FROM: 'carrel@example.org' })).toEqual([
    'CARREL_SMTP_URL: expected together with CARREL_MAIL_FROM, got nothing',
  ]);
  const mail = (from: string) => ({ CARREL_SMTP_URL: `smtps://carrel:${password}@mail.example.org`, CARREL_MAIL_FROM: from });
  for (const from of ['carrel@example.org', 'Carrel <carrel@mail.example.org>']) expect(loadConfig(mail(from)).mail.from).toBe(from);
  for (const from of ['Carrel', 'a@b\r\nBcc: c@d', 'a@b, c@d', 'A <a@b> <c@d>', 'a@b>', `"x" <a@b>`])
    expect(problemsOf(mail(from))).toHaveLength(1);
  expect(inspect(loadConfig(mail('a@b')), { depth: 9 })).not.toContain(password);
});

test('what is not supported yet is refused, not ignored', () => {
  expect(problemsOf({ CARREL_RERANKER: 'some-model' })[0]).toContain('this version does not support it yet');
  expect(problemsOf({ CARREL_INDEX_URI: 's3://bucket' })[0]).toContain('file:///srv/carrel/index');
});

test('a store of files needs its keys, and offline an address of its own', () => {
  const keys = { CARREL_S3_ACCESS_KEY: 'access', CARREL_S3_SECRET_KEY: password };
  expect(problemsOf({ CARREL_BLOBS_URI: 's3://bucket' })).toEqual([
    expect.stringContaining('CARREL_S3_ACCESS_KEY and CARREL_S3_SECRET_KEY'),
  ]);
  expect(problemsOf({ CARREL_BLOBS_URI: 's3://bucket', CARREL_OFFLINE: '1', ...keys })).toEqual([
    expect.stringContaining('CARREL_S3_ENDPOINT'),
  ]);
  const config = loadConfig({
    CARREL_BLOBS_URI: 's3://bucket/files',
    CARREL_S3_ENDPOINT: 'http://10.0.0.5:9000',
    CARREL_OFFLINE: '1',
    ...keys,
  });
  expect(s3PlaceOf(config)).toMatchObject({ uri: 's3://bucket/files', endpoint: 'http://10.0.0.5:9000', isOffline: true });
  expect(s3PlaceOf(loadConfig({}))).toBeNull();
  expect(inspect(config, { depth: 9 })).not.toContain(password);
});

test('an empty variable counts as not set', () => {
  expect(loadConfig({ CARREL_DATABASE_URL: '', CARREL_PORT: '  ' })).toEqual(loadConfig({}));
});

test('relative folders and model files are resolved, names and URLs of models stay', () => {
  const config = loadConfig(
    { CARREL_DATA_DIR: 'kb', CARREL_MODELS_DIR: '../a:/b', CARREL_LLM: 'x.gguf', CARREL_EMBEDDING: 'all-minilm-l6-v2' },
    '/srv/carrel',
  );
  expect(config.data.dir).toBe('/srv/carrel/kb');
  expect(config.models).toMatchObject({ dirs: ['/srv/a', '/b'], llm: '/srv/carrel/x.gguf', embedding: 'all-minilm-l6-v2' });
});

test('a secret shows in no form but when it is asked for', () => {
  const config = loadConfig({ CARREL_AUTH_SECRET: password, CARREL_DATABASE_URL: `postgres://carrel:${password}@db/carrel` });
  for (const shown of [
    JSON.stringify(config),
    inspect(config, { depth: 9 }),
    String(config.secrets.auth),
    `${String(config.database.url)}`,
  ]) {
    expect(shown).toContain('[redacted]');
    expect(shown).not.toContain(password);
  }
  expect(config.secrets.auth?.reveal()).toBe(password);
});

test('the problem of a secret does not show the secret', () => {
  expect(problemsOf({ CARREL_AUTH_SECRET: 'too-short' }).join()).not.toContain('too-short');
  expect(problemsOf({ CARREL_DATABASE_URL: `http://:${password}@x` }).join()).not.toContain(password);
});

test('whatever a variable holds, the outcome is a configuration or INVALID_CONFIGURATION', () => {
  const variables = listSettings().map((one) => one.setting.variable);
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...variables), fc.oneof(fc.string(), fc.integer().map(String), fc.webUrl())),
      (environment) => {
        try {
          loadConfig(environment);
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID_CONFIGURATION' });
        }
      },
    ),
  );
});

test('a misspelt variable is found, those of tests are not meant', () => {
  expect(unknownVariables({ CARREL_MODEL_DIR: 'x', CARREL_PORT: '1', CARREL_REQUIRE: 'all', CARREL_TEST_PORT: '1', PATH: '/' })).toEqual([
    'CARREL_MODEL_DIR',
  ]);
});

test('the inference process knows no secret and no database', () => {
  const environment = {
    CARREL_DATABASE_URL: `postgres://x:${password}@db/carrel`,
    CARREL_AUTH_SECRET: password,
    CARREL_KEY: password,
    CARREL_MODELS_DIR: '/m',
    PATH: '/bin',
  };
  expect(environmentFor('inference', environment)).toEqual({ CARREL_MODELS_DIR: '/m', PATH: '/bin' });
  expect(Object.keys(configFor('inference', loadConfig(environment)))).toEqual(['data', 'server', 'models', 'log']);
  expect(environmentFor('api', environment)).not.toHaveProperty('CARREL_KEY');
});

test('no two settings share a variable', () => {
  const variables = listSettings().map((one) => one.setting.variable);
  expect(new Set(variables).size).toBe(variables.length);
});
