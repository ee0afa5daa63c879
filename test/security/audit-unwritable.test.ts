import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { routes } from '@carrel/contract';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { childPid } from '../faults/children.ts';
import { uploadPages, waitForEnd } from '../faults/journey.ts';
import { type CarrelProcess, startCarrel } from '../support/carrel-process.ts';
import { recordBytes } from './record-bytes.ts';

const canary = 'Zanzibar quokka';
const page = {
  path: 'canary-title.md',
  content: new Blob([`# Canary title\n\nThe ${canary} allowance is 77 EUR a month for every employee.\n`]),
};
const question = 'How much is the quokka allowance a month?';

describe('with an audit store that cannot be written, nothing about the documents leaves', { timeout: 120_000 }, () => {
  let carrel: CarrelProcess;
  let key: string;
  let undo: () => void = () => {};

  beforeAll(async () => {
    carrel = await startCarrel();
    const documents = await uploadPages(carrel.client, [page], 'General');
    await waitForEnd(carrel.client, documents.values(), 60_000);
    ({ secret: key } = await carrel.client.call(routes.createApiKey, { body: { name: 'recorder', scopes: ['ask', 'search'] } }));
  }, 120_000);
  afterEach(() => undo());
  afterAll(() => carrel?.stop());

  const ask = () => recordBytes({ url: carrel.url, path: '/api/v1/ask', key, body: { question }, quietMs: 15_000 });
  const search = () => recordBytes({ url: carrel.url, path: '/api/v1/search', key, body: { query: 'quokka allowance' }, quietMs: 15_000 });

  /** A trigger that refuses every insert, from outside, as a full or damaged store would. */
  function refuseInserts(table: string): void {
    const database = new DatabaseSync(join(carrel.dataDir, 'carrel.sqlite'));
    database.exec(
      `PRAGMA busy_timeout = 5000; CREATE TRIGGER refuse_for_test BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, 'refused'); END`,
    );
    undo = () => {
      database.exec('DROP TRIGGER IF EXISTS refuse_for_test');
      database.close();
      undo = () => {};
    };
  }

  function expectNothing(bytes: string): void {
    expect(bytes).toMatch(/^HTTP\/1\.1 503 /);
    expect(bytes).toContain('AUDIT_UNAVAILABLE');
    for (const word of ['Zanzibar', 'Canary', 'canary', '77 EUR', 'chunkId', 'documentId']) expect(bytes).not.toContain(word);
  }

  test('the recorder bites: with a working store the passage is on the wire', async () => {
    expect(await ask()).toContain(canary);
    expect(await search()).toContain(canary);
  });

  test('drafts are refused: an answer and a search are 503 with no byte of a document', async () => {
    refuseInserts('audit_pending');
    expectNothing(await ask());
    expectNothing(await search());
  });

  test('the log is refused: an answer is 503 with no byte of a document', async () => {
    refuseInserts('audit_event');
    expectNothing(await ask());
  });

  test('the sequencer hangs: an answer is 503 with no byte of a document, and works again afterwards', async () => {
    const pid = await childPid(carrel.pid, 'audit');
    if (pid === null) throw new Error('The audit process is not there.');
    process.kill(pid, 'SIGSTOP');
    undo = () => {
      process.kill(pid, 'SIGCONT');
      undo = () => {};
    };
    expectNothing(await ask());
    undo();
    expect(await ask()).toContain(canary);
  });
});
