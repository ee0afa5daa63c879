import { CarrelError, logFieldNames } from '@carrel/core';
import { beforeEach, expect, test } from 'vitest';
import { createLogger } from './create-logger.ts';

const canary = 'the merger with the other company';
let lines: string[];

beforeEach(() => {
  lines = [];
});

const logger = (level: 'info' | 'warn' = 'info') =>
  createLogger({ level, process: 'api', stream: { write: (line) => void lines.push(line) } });
const entry = (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>;

test('an entry has time, level, process, event and its fields', () => {
  logger().info('document.indexed', { documentId: 'doc_1', chunkCount: 3 });
  expect(entry()).toMatchObject({ level: 'info', process: 'api', event: 'document.indexed', documentId: 'doc_1', chunkCount: 3 });
  expect(entry()['time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

test('a field that is not in the list is left out, and named', () => {
  // From a source that the compiler did not see.
  const fields: object = { title: canary, requestId: 'r1' };
  logger()
    .child(fields)
    .info('question.accepted', { ...fields, count: 1 });
  expect(lines.join()).not.toContain(canary);
  expect(entry()).toMatchObject({ requestId: 'r1', count: 1, droppedFields: 'title' });
});

test('the message of a foreign error is not logged, nor that of its causes', () => {
  const error = new TypeError(`cannot parse ${canary}`, { cause: new RangeError(canary) });
  logger().error('document.failed', error);
  expect(lines.join()).not.toContain(canary);
  expect(entry()).toMatchObject({ level: 'error', errorClass: 'TypeError', causes: 'RangeError' });
  expect(entry()['stack']).toContain('create-logger.test.ts');
});

test('an error of Carrel’s own is logged with code, message and details', () => {
  logger().error('index.failed', new CarrelError('INDEX_FAILED', { message: 'expected 384 dimensions, got 768', details: { rows: 7 } }));
  expect(entry()).toMatchObject({ errorCode: 'INDEX_FAILED', errorMessage: 'expected 384 dimensions, got 768', detail_rows: 7 });
});

test('something thrown that is no error is logged by its type alone', () => {
  logger().error('document.failed', canary);
  expect(lines.join()).not.toContain(canary);
  expect(entry()).toMatchObject({ errorClass: 'string' });
});

test('a long text is cut', () => {
  logger().info('check.done', { reason: 'x'.repeat(2_000) });
  expect(entry()['reason']).toBe(`${'x'.repeat(500)}… (2000 characters)`);
});

test('entries below the level are not written', () => {
  logger('warn').info('document.indexed');
  expect(lines).toEqual([]);
});

test('no field is one for content', () => {
  expect(
    logFieldNames.filter((name) =>
      /^(text|title|question|answer|query|quote|content|fileName|path|name|email|prompt|passage|message)$/i.test(name),
    ),
  ).toEqual([]);
});
